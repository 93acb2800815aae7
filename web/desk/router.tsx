import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { getJson } from "../ui/api.ts";
import { readLiftSearch } from "./lifts/lift-search.ts";
import { ownPath } from "./login/own-path.ts";
import { meQuery, queryClient } from "./queries.ts";
import { readSearch, writeSearch } from "./search-text.ts";
import { PageFailure, PageLoading, PageMissing } from "./shell/page-states.tsx";
import { homeOf } from "./shell/pages.ts";

const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing });

const text = (search: Record<string, unknown>, name: string): string | undefined => {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};
const number = (search: Record<string, unknown>, name: string): number | undefined => {
  const value = Number(search[name]);
  return search[name] !== undefined && search[name] !== "" && Number.isFinite(value) ? value : undefined;
};
/** Search parameters that are not given are left out, as the strict types want them. */
const given = <T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

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

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    if ((await queryClient.ensureQueryData(meQuery)) !== null) return;
    const back = location.href === "/" ? {} : { to: location.href };
    throw redirect({ to: "/login", search: back });
  },
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
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
const incident = createRoute({
  getParentRoute: () => shell,
  path: "/incidents/$incidentId",
  component: lazyRouteComponent(() => import("./incident/incident-page.tsx"), "IncidentPage"),
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

const duties = createRoute({
  getParentRoute: () => shell,
  path: "/duties",
  validateSearch: (search) =>
    given<{ state: string; unit: string; to: string }>({
      state: text(search, "state"),
      unit: text(search, "unit"),
      to: text(search, "to"),
    }),
  component: lazyRouteComponent(() => import("./duties/board-page.tsx"), "BoardPage"),
});
const dutyItem = createRoute({
  getParentRoute: () => shell,
  path: "/duties/items/$itemId",
  component: lazyRouteComponent(() => import("./duties/item-page.tsx"), "ItemPage"),
});
const policyDocuments = createRoute({
  getParentRoute: () => shell,
  path: "/duties/documents",
  component: lazyRouteComponent(() => import("./duties/documents-page.tsx"), "DocumentsPage"),
});
const policyDocument = createRoute({
  getParentRoute: () => shell,
  path: "/duties/documents/$documentId",
  component: lazyRouteComponent(() => import("./duties/review-page.tsx"), "ReviewPage"),
});
const compareDocuments = createRoute({
  getParentRoute: () => shell,
  path: "/duties/compare",
  validateSearch: (search) => given<{ a: string; b: string }>({ a: text(search, "a"), b: text(search, "b") }),
  component: lazyRouteComponent(() => import("./duties/compare-page.tsx"), "ComparePage"),
});
const dutyUnit = createRoute({
  getParentRoute: () => shell,
  path: "/duties/units/$unitId",
  validateSearch: (search) => given<{ year: number }>({ year: number(search, "year") }),
  component: lazyRouteComponent(() => import("./duties/unit-page.tsx"), "UnitPage"),
});
const dutyList = createRoute({
  getParentRoute: () => shell,
  path: "/duties/list",
  component: lazyRouteComponent(() => import("./duties/duty-list-page.tsx"), "DutyListPage"),
});
const urges = createRoute({
  getParentRoute: () => shell,
  path: "/duties/urges",
  component: lazyRouteComponent(() => import("./duties/urges-page.tsx"), "UrgesPage"),
});
const urge = createRoute({
  getParentRoute: () => shell,
  path: "/duties/urges/$urgeId",
  component: lazyRouteComponent(() => import("./duties/urge-page.tsx"), "UrgePage"),
});
const meetings = createRoute({
  getParentRoute: () => shell,
  path: "/duties/meetings",
  component: lazyRouteComponent(() => import("./duties/meetings-page.tsx"), "MeetingsPage"),
});
const measures = createRoute({
  getParentRoute: () => shell,
  path: "/duties/measures",
  component: lazyRouteComponent(() => import("./duties/measures-page.tsx"), "MeasuresPage"),
});
const coverage = createRoute({
  getParentRoute: () => shell,
  path: "/duties/coverage",
  component: lazyRouteComponent(() => import("./duties/coverage-page.tsx"), "CoveragePage"),
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
    incidents,
    incident,
    outbox,
    devices,
    quarantine,
    docking,
    dockingCheck,
    darkLifts,
    duties,
    dutyItem,
    policyDocuments,
    policyDocument,
    compareDocuments,
    dutyUnit,
    dutyList,
    urges,
    urge,
    meetings,
    measures,
    coverage,
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
