/**
 * Push services that a phone may name: those of the browsers, over https at the usual port, and what the operator adds. A phone tells us an
 * address that this server then calls, so nothing else is called: no host of our own network, no other port, no name and password in it.
 */
const browsersHosts = [
  "fcm.googleapis.com",
  ".push.services.mozilla.com",
  ".notify.windows.com",
  ".push.apple.com",
] as const;

/** @param more from `SP_PUSH_HOSTS`: `push.example.cn`, `.push.example.cn` with all below it, or a whole origin for one of one's own */
export function isPushAddress(endpoint: string, more: readonly string[]): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "") return false;
  if (more.some((each) => each.includes("://") && each === url.origin)) return true;
  if (url.protocol !== "https:" || url.port !== "") return false;
  return [...browsersHosts, ...more].some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host,
  );
}
