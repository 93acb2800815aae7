/** Where a page of a list by name ended: handed out as `next`, handed back as `after`. */
export type NameMark = { readonly name: string; readonly id: string };

export const writeMark = ({ name, id }: NameMark): string => `${id}.${encodeURIComponent(name)}`;

/** Undefined when the text was not written by us. */
export function readMark(text: string | undefined): NameMark | undefined {
  const [, id, name] = /^([0-9a-f-]{36})\.(.*)$/.exec(text ?? "") ?? [];
  if (id === undefined || name === undefined) return undefined;
  try {
    return { id, name: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
}
