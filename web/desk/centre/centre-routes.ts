import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type CoverMiss, coverMisses, numberFaults, stationFaults } from "../../../src/rooms/rescue/contract/cover.ts";
import { type NumberState, numberStates } from "../../../src/rooms/rescue/contract/test-calls.ts";
import { given, shell, text } from "../shell/route-roots.ts";

type CoverWhy = (typeof numberFaults)[number] | (typeof stationFaults)[number];
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

const cover = createRoute({
  getParentRoute: () => shell,
  path: "/cover",
  component: lazyRouteComponent(() => import("../cover/cover-page.tsx"), "CoverPage"),
});
const coverLifts = createRoute({
  getParentRoute: () => shell,
  path: "/cover/lifts",
  validateSearch: (search) =>
    given<{ miss: CoverMiss; why: CoverWhy; region: string }>({
      miss: coverMisses.find((each) => each === search.miss),
      why: [...numberFaults, ...stationFaults].find((each) => each === search.why),
      region: text(search, "region"),
    }),
  component: lazyRouteComponent(() => import("../cover/cover-lifts-page.tsx"), "CoverLiftsPage"),
});
const testCalls = createRoute({
  getParentRoute: () => shell,
  path: "/test-calls",
  validateSearch: (search) =>
    given<{ state: NumberState | "due" }>({
      state: (["due", ...numberStates] as const).find((each) => each === search.state),
    }),
  component: lazyRouteComponent(() => import("../cover/test-calls-page.tsx"), "TestCallsPage"),
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
  cover,
  coverLifts,
  testCalls,
] as const;
