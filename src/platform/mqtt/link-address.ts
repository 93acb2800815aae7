/** An external broker, out of `mqtt://user:password@host:1883?client=NAME&version=3.1.1`. */
export type LinkAddress = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly username: string;
  readonly password: string;
  /** Names the session that the broker keeps for us: the same at every start. */
  readonly clientId: string;
  /** MQTT 5, or 4 for 3.1.1. */
  readonly version: 4 | 5;
};

export function readLinkAddress(text: string): LinkAddress {
  const url = new URL(text);
  const secure = url.protocol === "mqtts:";
  return {
    // An IPv6 address stands in brackets.
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (secure ? 8883 : 1883) : Number(url.port),
    secure,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    clientId: url.searchParams.get("client") ?? "shengping",
    version: url.searchParams.get("version") === "3.1.1" ? 4 : 5,
  };
}
