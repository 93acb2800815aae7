/** What of the platform serves a duty: a page of the desk, a room, or the file of a rule. */
export type Serves = `page:/${string}` | `room:${string}` | `rule:src/${string}`;

export type CoveredDuty = {
  /** Place of the attribution in the text, as the labels have it. */
  readonly offset: number;
  readonly unit: string;
  readonly gist: string;
  /** Empty: not yet. */
  readonly serves: readonly Serves[];
  /** What the sentence asks and the platform does not do yet; left out where it does all of it. */
  readonly lacks?: string;
};
