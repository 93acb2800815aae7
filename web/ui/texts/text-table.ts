import { language } from "./language.ts";

export type TextParams = Readonly<Record<string, string | number>>;

/**
 * A typed table of texts: Chinese names the keys, English must have the same ones. `{name}` is filled from `params`;
 * `{name|row|rows}` is the first word where `name` is one and else the second, which Chinese never needs.
 * Each app has its own table, so that no page carries another's words.
 */
export function textTable<Key extends string>(
  zh: Readonly<Record<Key, string>>,
  en: Readonly<Record<NoInfer<Key>, string>>,
): (key: Key, params?: TextParams) => string {
  return (key, params) => fillText((language() === "en" ? en : zh)[key], params);
}

function fillText(text: string, params: TextParams | undefined): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = params?.[name];
    if (value === undefined) return whole;
    return one === undefined || other === undefined ? String(value) : String(value) === "1" ? one : other;
  });
}
