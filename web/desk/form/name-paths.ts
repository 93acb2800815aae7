/** A refusal names what was wrong by its path in the request (`body/changes/lat`); the form knows what its field is called. */
export const namePaths = (text: string, labelOf: (name: string) => string | undefined): string =>
  text.replace(/\bbody(?:\/\w+)*\/(\w+)/g, (path, name: string) => labelOf(name) ?? path);
