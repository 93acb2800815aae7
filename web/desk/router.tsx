import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { type CallKind, callKinds } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { getJson } from "../ui/api.ts";
import { centreRoutes } from "./centre/centre-routes.ts";
import { dutyRoutes } from "./duties/duty-routes.ts";
import { readLiftSearch } from "./lifts/lift-search.ts";
import { ownPath } from "./login/own-path.ts";
import { meQuery, queryClient } from "./queries.ts";
import { readSearch, writeSearch } from "./search-text.ts";
import { PageFailure, PageLoading, PageMissing } from "./shell/page-states.tsx";
import { homeOf } from "./shell/pages.ts";
import { given, number, root, shell, text } from "./shell/route-roots.ts";

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search) => given<{ to: string }>({ to: text(search, "to") }),
  beforeLoad: async ({ search }) => {
    if ((await queryClient.ensureQueryData(meQuery)) !== null) throw redirect({ href: ownPath(search.to) });
    const setup = await getJson<{ needed: boolean }>("/api/v1/setup").catch(() => ({ needed: false }));
    if (setup.needed) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(() => import("./login/login-page.tsx"), "LoginPage"),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  // The console prints the address with its one-time token.
  validateSearch: (search) => given<{ token: string }>({ token: text(search, "token") }),
  component: lazyRouteComponent(() => import("./login/setup-page.tsx"), "SetupPage"),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  component: lazyRouteComponent(() => import("./login/invite-page.tsx"), "InvitePage"),
});

const desk = createRoute({
  getParentRoute: () => shell,
  path: "/",
  validateSearch: (search) => given<{ i: string }>({ i: text(search, "i") }),
  // Who has no duty at the desk is at home on the first page that his roles open.
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery);
    const home = me === null ? undefined : homeOf(me);
    if (home !== undefined && home !== "/") throw redirect({ to: home });
  },
  component: lazyRouteComponent(() => import("./desk-page.tsx"), "DeskPage"),
});
const deskAlias = createRoute({
  getParentRoute: () => shell,
  path: "/desk",
  beforeLoad: () => {
    throw redirect({ to: "/" });
  },
});
const lifts = createRoute({
  getParentRoute: () => shell,
  path: "/lifts",
  validateSearch: readLiftSearch,
  component: lazyRouteComponent(() => import("./lifts/lifts-page.tsx"), "LiftsPage"),
});
const registerMap = createRoute({
  getParentRoute: () => shell,
  path: "/map",
  validateSearch: readLiftSearch,
  component: lazyRouteComponent(() => import("./map/register-map-page.tsx"), "RegisterMapPage"),
});
const overview = createRoute({
  getParentRoute: () => shell,
  path: "/overview",
  validateSearch: (search) => given<{ region: string }>({ region: text(search, "region") }),
  component: lazyRouteComponent(() => import("./overview/overview-page.tsx"), "OverviewPage"),
});
const lift = createRoute({
  getParentRoute: () => shell,
  path: "/lifts/$liftId",
  component: lazyRouteComponent(() => import("./lifts/lift-page.tsx"), "LiftPage"),
});
const gaps = createRoute({
  getParentRoute: () => shell,
  path: "/gaps",
  validateSearch: (search) =>
    given<{ kind: string; overdue: boolean }>({
      kind: text(search, "kind"),
      overdue: search.overdue === true || search.overdue === "true" ? true : undefined,
    }),
  component: lazyRouteComponent(() => import("./lifts/gaps-page.tsx"), "GapsPage"),
});
const rescueCodes = createRoute({
  getParentRoute: () => shell,
  path: "/rescue-codes",
  component: lazyRouteComponent(() => import("./lifts/rescue-codes-page.tsx"), "RescueCodesPage"),
});
const numbers = createRoute({
  getParentRoute: () => shell,
  path: "/numbers",
  validateSearch: (search) => given<{ days: number }>({ days: number(search, "days") }),
  component: lazyRouteComponent(() => import("./numbers/numbers-page.tsx"), "NumbersPage"),
});
const incidents = createRoute({
  getParentRoute: () => shell,
  path: "/numbers/incidents",
  validateSearch: (search) =>
    given<{ metric: string; from: number; to: number }>({
      metric: text(search, "metric"),
      from: number(search, "from"),
      to: number(search, "to"),
    }),
  component: lazyRouteComponent(() => import("./numbers/incidents-page.tsx"), "IncidentsPage"),
});
const storm = createRoute({
  getParentRoute: () => shell,
  path: "/storm",
  component: lazyRouteComponent(() => import("./storm/storm-page.tsx"), "StormPage"),
});
const calls = createRoute({
  getParentRoute: () => shell,
  path: "/calls",
  validateSearch: (search) =>
    given<{ state: "all" | "waiting" | "speaking" | "lost" | "unsorted"; kind: CallKind; from: number }>({
      from: number(search, "from"),
      state: (["all", "waiting", "speaking", "lost", "unsorted"] as const).find((each) => each === search.state),
      kind: callKinds.find((each) => each === search.kind),
    }),
  component: lazyRouteComponent(() => import("./calls/calls-page.tsx"), "CallsPage"),
});
const bulletin = createRoute({
  getParentRoute: () => shell,
  path: "/bulletin",
  validateSearch: (search) => given<{ month: string }>({ month: text(search, "month") }),
  component: lazyRouteComponent(() => import("./numbers/bulletin-page.tsx"), "BulletinPage"),
});
const accidents = createRoute({
  getParentRoute: () => shell,
  path: "/accidents",
  validateSearch: (search) =>
    given<{ state: "open" | "all" }>({ state: text(search, "state") === "all" ? "all" : undefined }),
  component: lazyRouteComponent(() => import("./incident/accidents-page.tsx"), "AccidentsPage"),
});
const incident = createRoute({
  getParentRoute: () => shell,
  path: "/incidents/$incidentId",
  component: lazyRouteComponent(() => import("./incident/incident-page.tsx"), "IncidentPage"),
});
const report = createRoute({
  getParentRoute: () => shell,
  path: "/report",
  component: lazyRouteComponent(() => import("./report/report-page.tsx"), "ReportPage"),
});
const outbox = createRoute({
  getParentRoute: () => shell,
  path: "/outbox",
  component: lazyRouteComponent(() => import("./outbox/outbox-page.tsx"), "OutboxPage"),
});
const devices = createRoute({
  getParentRoute: () => shell,
  path: "/devices",
  validateSearch: (search) => given<{ q: string; d: string }>({ q: text(search, "q"), d: text(search, "d") }),
  component: lazyRouteComponent(() => import("./devices/devices-page.tsx"), "DevicesPage"),
});
const gateways = createRoute({
  getParentRoute: () => shell,
  path: "/gateways",
  validateSearch: (search) => given<{ g: string }>({ g: text(search, "g") }),
  component: lazyRouteComponent(() => import("./devices/gateways-page.tsx"), "GatewaysPage"),
});
const waitingDevices = createRoute({
  getParentRoute: () => shell,
  path: "/waiting-devices",
  component: lazyRouteComponent(() => import("./devices/waiting-page.tsx"), "WaitingPage"),
});
const docking = createRoute({
  getParentRoute: () => shell,
  path: "/docking",
  validateSearch: (search) => given<{ q: string; code: string }>({ q: text(search, "q"), code: text(search, "code") }),
  component: lazyRouteComponent(() => import("./docking/docking-page.tsx"), "DockingPage"),
});
const dockingCheck = createRoute({
  getParentRoute: () => shell,
  path: "/docking/$checkId",
  component: lazyRouteComponent(() => import("./docking/check-page.tsx"), "CheckPage"),
});
const darkLifts = createRoute({
  getParentRoute: () => shell,
  path: "/dark-lifts",
  validateSearch: (search) =>
    given<{ show: string; q: string; days: number; region: string }>({
      show: text(search, "show"),
      q: text(search, "q"),
      days: number(search, "days"),
      region: text(search, "region"),
    }),
  component: lazyRouteComponent(() => import("./docking/silence-page.tsx"), "SilencePage"),
});
const fleet = createRoute({
  getParentRoute: () => shell,
  path: "/fleet",
  validateSearch: (search) =>
    given<{ by: string; region: string }>({ by: text(search, "by"), region: text(search, "region") }),
  component: lazyRouteComponent(() => import("./fleet/fleet-page.tsx"), "FleetPage"),
});
const offline = createRoute({
  getParentRoute: () => shell,
  path: "/offline",
  validateSearch: (search) =>
    given<{ show: string; q: string; region: string; reason: string; event: string; minutes: number }>({
      show: text(search, "show"),
      q: text(search, "q"),
      region: text(search, "region"),
      reason: text(search, "reason"),
      event: text(search, "event"),
      minutes: number(search, "minutes"),
    }),
  component: lazyRouteComponent(() => import("./fleet/offline-page.tsx"), "OfflinePage"),
});
const faults = createRoute({
  getParentRoute: () => shell,
  path: "/faults",
  validateSearch: (search) =>
    given<{ part: string; show: string; kind: string; region: string; q: string; days: number; box: string }>({
      part: text(search, "part"),
      show: text(search, "show"),
      kind: text(search, "kind"),
      region: text(search, "region"),
      q: text(search, "q"),
      days: number(search, "days"),
      box: text(search, "box"),
    }),
  component: lazyRouteComponent(() => import("./fleet/faults-page.tsx"), "FaultsPage"),
});
const toEquip = createRoute({
  getParentRoute: () => shell,
  path: "/to-equip",
  validateSearch: (search) =>
    given<{ q: string; region: string; rule: string }>({
      q: text(search, "q"),
      region: text(search, "region"),
      rule: text(search, "rule"),
    }),
  component: lazyRouteComponent(() => import("./fleet/equip-page.tsx"), "EquipPage"),
});
const quarantine = createRoute({
  getParentRoute: () => shell,
  path: "/quarantine",
  validateSearch: (search) => given<{ show: string; d: string }>({ show: text(search, "show"), d: text(search, "d") }),
  component: lazyRouteComponent(() => import("./devices/quarantine-page.tsx"), "QuarantinePage"),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./admin/account-page.tsx"), "AccountPage"),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: "/people",
  validateSearch: (search) => given<{ part: string }>({ part: text(search, "part") }),
  component: lazyRouteComponent(() => import("./admin/people-page.tsx"), "PeoplePage"),
});
const organisations = createRoute({
  getParentRoute: () => shell,
  path: "/organisations",
  beforeLoad: () => {
    throw redirect({ to: "/people" });
  },
});
const organisation = createRoute({
  getParentRoute: () => shell,
  path: "/people/organisations/$organisationId",
  component: lazyRouteComponent(() => import("./admin/organisation-page.tsx"), "OrganisationPage"),
});
const person = createRoute({
  getParentRoute: () => shell,
  path: "/people/$personId",
  component: lazyRouteComponent(() => import("./admin/person-page.tsx"), "PersonPage"),
});
const admin = createRoute({
  getParentRoute: () => shell,
  path: "/admin",
  component: lazyRouteComponent(() => import("./admin/admin-page.tsx"), "AdminPage"),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: "/imports",
  component: lazyRouteComponent(() => import("./imports/imports-page.tsx"), "ImportsPage"),
});
const newImport = createRoute({
  getParentRoute: () => shell,
  path: "/imports/new",
  validateSearch: (search) =>
    given<{ source: string; mends: string }>({ source: text(search, "source"), mends: text(search, "mends") }),
  component: lazyRouteComponent(() => import("./imports/new-import-page.tsx"), "NewImportPage"),
});
const differences = createRoute({
  getParentRoute: () => shell,
  path: "/imports/differences",
  component: lazyRouteComponent(() => import("./imports/differences-page.tsx"), "DifferencesPage"),
});
const missing = createRoute({
  getParentRoute: () => shell,
  path: "/imports/missing",
  component: lazyRouteComponent(() => import("./imports/missing-page.tsx"), "MissingPage"),
});
const oneImport = createRoute({
  getParentRoute: () => shell,
  path: "/imports/$runId",
  component: lazyRouteComponent(() => import("./imports/import-page.tsx"), "ImportPage"),
});

const tree = root.addChildren([
  login,
  setup,
  invite,
  shell.addChildren([
    desk,
    deskAlias,
    overview,
    registerMap,
    lifts,
    lift,
    gaps,
    imports,
    newImport,
    differences,
    missing,
    oneImport,
    rescueCodes,
    numbers,
    accidents,
    bulletin,
    storm,
    calls,
    incidents,
    incident,
    report,
    outbox,
    devices,
    quarantine,
    gateways,
    waitingDevices,
    docking,
    dockingCheck,
    darkLifts,
    fleet,
    offline,
    faults,
    toEquip,
    ...centreRoutes,
    ...dutyRoutes,
    account,
    people,
    organisations,
    organisation,
    person,
    admin,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: "intent",
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageMissing,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
