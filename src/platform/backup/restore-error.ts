/** A restore that cannot be done: the message is one sentence in Chinese and English for whoever typed the command. */
export class RestoreError extends Error {}
