/**
 * The part of an address after the question mark. Every value stays text: a registration code of 20 figures is no
 * number, and would come back as another one.
 */
export const readSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

/** `?q=…&overdue=true`; what is undefined or null is left out, and nothing given is no question mark. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
