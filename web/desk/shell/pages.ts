import type { Me, Permission } from "../../../src/rooms/identity/contract.ts";

/** The pages of the bar, in its order. */
export const pages = [
  { to: "/", text: "nav.desk", permission: "rescue.read" },
  { to: "/overview", text: "nav.overview", permission: "overview.read" },
  { to: "/lifts", text: "nav.lifts", permission: "lifts.read" },
  { to: "/gaps", text: "nav.gaps", permission: "lifts.read" },
  { to: "/imports", text: "nav.imports", permission: "imports.read" },
  { to: "/numbers", text: "nav.numbers", permission: "rescue.numbers.read" },
  { to: "/centre", text: "nav.centre", permission: "rescue.numbers.read" },
  { to: "/report", text: "nav.report", permission: "rescue.report" },
  { to: "/accidents", text: "nav.accidents", permission: "rescue.read" },
  { to: "/storm", text: "nav.storm", permission: "rescue.read" },
  { to: "/calls", text: "nav.calls", permission: "rescue.read" },
  { to: "/shift", text: "nav.shift", permission: "rescue.read" },
  { to: "/outbox", text: "nav.outbox", permission: "rescue.outbox.read" },
  { to: "/devices", text: "nav.devices", permission: "devices.read" },
  { to: "/duties", text: "nav.duties", permission: "duties.read" },
  { to: "/quarantine", text: "nav.quarantine", permission: "devices.read" },
  { to: "/people", text: "nav.people", permission: "identity.organisations.read" },
  { to: "/system", text: "nav.system", permission: "centre.system.read" },
  { to: "/drills", text: "nav.drills", permission: "rescue.read" },
  { to: "/admin", text: "nav.admin", permission: "identity.manage" },
] as const satisfies readonly { to: string; text: string; permission: Permission }[];
export type PagePath = (typeof pages)[number]["to"];

/** Pages of several parts: who may see one of them may come. */
const alsoBy: Readonly<Partial<Record<PagePath, readonly Permission[]>>> = {
  "/people": ["identity.people.read"],
  "/admin": ["lifts.import", "identity.audit.read"],
};

export const pagesOf = (me: Me): (typeof pages)[number][] =>
  pages.filter((page) => [page.permission, ...(alsoBy[page.to] ?? [])].some((each) => me.permissions.includes(each)));

/** Who has neither desk nor register is at home where accounts and audit are. */
const homes: readonly PagePath[] = ["/", "/overview", "/lifts", "/admin"];

/** What `/` shows; undefined where the roles open no page at all. */
export function homeOf(me: Me): PagePath | undefined {
  const mine = pagesOf(me).map(({ to }) => to);
  return homes.find((to) => mine.includes(to)) ?? mine[0];
}

/** Where the day begins: at the desk for who dispatches, at the overview for who answers for the register. */
export const landingOf = (me: Me): PagePath =>
  me.permissions.includes("overview.read") && !me.permissions.includes("rescue.dispatch")
    ? "/overview"
    : (homeOf(me) ?? "/");
