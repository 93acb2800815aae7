/** What the thread answers while nothing has been loaded yet. */
export const loadingReason = "the register is being loaded";
