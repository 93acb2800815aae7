/**
 * Largest file that people bring: the register of a province as CSV is about 1 GB. Pages say so before it is sent, because the server
 * hangs up in its middle.
 */
export const uploadBytesMax = 2 * 2 ** 30;
