import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, shell, text } from "../shell/route-roots.ts";

const system = createRoute({
  getParentRoute: () => shell,
  path: "/system",
  component: lazyRouteComponent(() => import("./system-page.tsx"), "SystemPage"),
});
const shift = createRoute({
  getParentRoute: () => shell,
  path: "/shift",
  component: lazyRouteComponent(() => import("./shift-page.tsx"), "ShiftPage"),
});
const handover = createRoute({
  getParentRoute: () => shell,
  path: "/handovers/$handoverId",
  component: lazyRouteComponent(() => import("./handover-page.tsx"), "HandoverPage"),
});
const centre = createRoute({
  getParentRoute: () => shell,
  path: "/centre",
  component: lazyRouteComponent(() => import("./centre-page.tsx"), "CentrePage"),
});
const quality = createRoute({
  getParentRoute: () => shell,
  path: "/quality",
  component: lazyRouteComponent(() => import("./samples-page.tsx"), "SamplesPage"),
});
const sample = createRoute({
  getParentRoute: () => shell,
  path: "/quality/$sampleId",
  component: lazyRouteComponent(() => import("./sample-page.tsx"), "SamplePage"),
});
const claims = createRoute({
  getParentRoute: () => shell,
  path: "/claims",
  validateSearch: (search) => given<{ month: string }>({ month: text(search, "month") }),
  component: lazyRouteComponent(() => import("./claims-page.tsx"), "ClaimsPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/settings-page.tsx"), "SettingsPage"),
});
const drills = createRoute({
  getParentRoute: () => shell,
  path: "/drills",
  component: lazyRouteComponent(() => import("../drill/drills-page.tsx"), "DrillsPage"),
});
const drill = createRoute({
  getParentRoute: () => shell,
  path: "/drills/$drillId",
  component: lazyRouteComponent(() => import("../drill/drill-page.tsx"), "DrillPage"),
});

/** Pages of the centre itself: what it works by, who sits there, how it does. */
export const centreRoutes = [
  system,
  settings,
  shift,
  handover,
  centre,
  quality,
  sample,
  claims,
  drills,
  drill,
] as const;
