/**
 * As much of session descriptions (RFC 8866) as a third party needs that brings two telephones together and never carries sound itself.
 */

/** Names one description of ours in one dialog; each further one has a higher version (RFC 3264 §8). */
export type Origin = { readonly id: string; readonly version: number; readonly host: string };

const originLine = ({ id, version, host }: Origin): string =>
  `o=- ${id} ${version} IN ${host.includes(":") ? "IP6" : "IP4"} ${host}`;

/**
 * An offer that nothing is spoken by: for who has been called and waits until the other side is there (RFC 3725 flow IV, with a line of
 * audio that is inactive instead of none, because exchanges refuse an offer without media).
 */
export const inactiveOffer = (origin: Origin): string =>
  [
    "v=0",
    originLine(origin),
    "s=-",
    `c=IN ${origin.host.includes(":") ? "IP6" : "IP4"} ${origin.host}`,
    "t=0 0",
    "m=audio 9 RTP/AVP 8 0 101",
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=inactive",
    "",
  ].join("\r\n");

/** What one side said, for the other: everything but who says it. Undefined: that is no description. */
export function forOther(description: string, origin: Origin): string | undefined {
  const lines = description.split(/\r?\n/);
  if (lines[0] !== "v=0" || !lines.some((line) => /^m=audio \d/.test(line))) return undefined;
  const at = lines.findIndex((line) => line.startsWith("o="));
  if (at < 0) return undefined;
  return `${lines
    .map((line, i) => (i === at ? originLine(origin) : line))
    .filter((line) => line !== "")
    .join("\r\n")}\r\n`;
}

/** Version of a description: the same one again asks for nothing new. */
export const originOf = (description: string): string | undefined => /^o=(.*)$/m.exec(description)?.[1]?.trim();

/** At least one line of sound was taken. */
export const hasSound = (description: string): boolean => /^m=audio [1-9]/m.test(description);
