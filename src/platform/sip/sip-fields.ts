import { headerOf, listOf, type SipHeaders } from "./sip-message.ts";

/** An address with its parameters, as in From, To, Contact, Route: `"name" <sip:…>;tag=…` or `sip:…;tag=…`. */
export type Address = { readonly uri: string; readonly params: ReadonlyMap<string, string> };

/** Undefined: no address that we can use. */
export function readAddress(value: string): Address | undefined {
  const bracketed = /^(?:"(?:[^"\\]|\\.)*"\s*|[^<"]*)<([^<>\s]+)>(.*)$/.exec(value.trim());
  if (bracketed !== null) return { uri: bracketed[1] ?? "", params: readParams(bracketed[2] ?? "") };
  // Without brackets what follows a semicolon belongs to the header, not to the address (RFC 3261 §20.10).
  const bare = /^([^;<>\s"]+)(.*)$/.exec(value.trim());
  return bare === null ? undefined : { uri: bare[1] ?? "", params: readParams(bare[2] ?? "") };
}

/** `;name=value;flag` with names in lower case; a value may be quoted. */
function readParams(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/;\s*([^\s=;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;\s]*))?/g);
  return new Map([...found].map(([, name = "", value = ""]) => [name.toLowerCase(), unquoted(value)]));
}

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;

export const tagOf = (message: { readonly headers: SipHeaders }, name: "from" | "to"): string | undefined =>
  readAddress(headerOf(message, name) ?? "")?.params.get("tag");

/** The branch of the topmost Via; undefined where there is none that RFC 3261 knows. */
export function branchOf(message: { readonly headers: SipHeaders }): string | undefined {
  const [top = ""] = listOf(message, "via");
  const branch = readParams(top.slice(Math.max(0, top.indexOf(";")))).get("branch");
  return branch?.startsWith("z9hG4bK") ? branch : undefined;
}

/** Where the other side wants further requests of a dialog. */
export const contactOf = (message: { readonly headers: SipHeaders }): string | undefined => {
  const [first] = listOf(message, "contact");
  const uri = first === undefined ? undefined : readAddress(first)?.uri;
  return uri !== undefined && /^sips?:/i.test(uri) ? uri : undefined;
};
