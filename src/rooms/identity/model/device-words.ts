const browsers = [
  ["MicroMessenger", "微信 WeChat"],
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const systems = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** `Chrome · Windows` out of a browser's User-Agent; what is not known is shown as it calls itself. */
export function deviceWords(userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent === "") return "";
  const wordOf = (list: readonly (readonly [string, string])[]): string | undefined =>
    list.find(([mark]) => userAgent.includes(mark))?.[1];
  const words = [wordOf(browsers), wordOf(systems)].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(" · ") : userAgent.slice(0, 40);
}
