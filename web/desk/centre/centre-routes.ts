import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../shell/route-roots.ts";

const system = createRoute({
  getParentRoute: () => shell,
  path: "/system",
  component: lazyRouteComponent(() => import("./system-page.tsx"), "SystemPage"),
});

/** Pages of the centre itself: what it works by, who sits there, how it does. */
export const centreRoutes = [system] as const;
