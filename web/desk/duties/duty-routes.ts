import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, number, shell, text } from "../shell/route-roots.ts";

const duties = createRoute({
  getParentRoute: () => shell,
  path: "/duties",
  validateSearch: (search) =>
    given<{ state: string; unit: string; to: string }>({
      state: text(search, "state"),
      unit: text(search, "unit"),
      to: text(search, "to"),
    }),
  component: lazyRouteComponent(() => import("./board-page.tsx"), "BoardPage"),
});
const dutyItem = createRoute({
  getParentRoute: () => shell,
  path: "/duties/items/$itemId",
  component: lazyRouteComponent(() => import("./item-page.tsx"), "ItemPage"),
});
const policyDocuments = createRoute({
  getParentRoute: () => shell,
  path: "/duties/documents",
  component: lazyRouteComponent(() => import("./documents-page.tsx"), "DocumentsPage"),
});
const policyDocument = createRoute({
  getParentRoute: () => shell,
  path: "/duties/documents/$documentId",
  component: lazyRouteComponent(() => import("./review-page.tsx"), "ReviewPage"),
});
const compareDocuments = createRoute({
  getParentRoute: () => shell,
  path: "/duties/compare",
  validateSearch: (search) => given<{ a: string; b: string }>({ a: text(search, "a"), b: text(search, "b") }),
  component: lazyRouteComponent(() => import("./compare-page.tsx"), "ComparePage"),
});
const dutyUnit = createRoute({
  getParentRoute: () => shell,
  path: "/duties/units/$unitId",
  validateSearch: (search) => given<{ year: number }>({ year: number(search, "year") }),
  component: lazyRouteComponent(() => import("./unit-page.tsx"), "UnitPage"),
});
const dutyList = createRoute({
  getParentRoute: () => shell,
  path: "/duties/list",
  component: lazyRouteComponent(() => import("./duty-list-page.tsx"), "DutyListPage"),
});
const urges = createRoute({
  getParentRoute: () => shell,
  path: "/duties/urges",
  component: lazyRouteComponent(() => import("./urges-page.tsx"), "UrgesPage"),
});
const urge = createRoute({
  getParentRoute: () => shell,
  path: "/duties/urges/$urgeId",
  component: lazyRouteComponent(() => import("./urge-page.tsx"), "UrgePage"),
});
const meetings = createRoute({
  getParentRoute: () => shell,
  path: "/duties/meetings",
  component: lazyRouteComponent(() => import("./meetings-page.tsx"), "MeetingsPage"),
});
const measures = createRoute({
  getParentRoute: () => shell,
  path: "/duties/measures",
  component: lazyRouteComponent(() => import("./measures-page.tsx"), "MeasuresPage"),
});
const coverage = createRoute({
  getParentRoute: () => shell,
  path: "/duties/coverage",
  component: lazyRouteComponent(() => import("./coverage-page.tsx"), "CoveragePage"),
});

/** The pages of duties. */
export const dutyRoutes = [
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
] as const;
