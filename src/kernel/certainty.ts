/** How sure a default is: read in the published text, from memory and to be checked, or the platform's own. */
export const certainties = ["published", "recalled", "own"] as const;
