/** Days counted from 1970-01-01; their texts are made once. */
const texts = new Map<number, string>();

export const dayOf = (text: string): number => Math.round(Date.parse(text) / 86_400_000);

export function dayText(day: number): string {
  let text = texts.get(day);
  if (text === undefined) {
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

export const yearOf = (day: number): number => Number(dayText(day).slice(0, 4));
export const monthOf = (day: number): number => Number(dayText(day).slice(5, 7));
