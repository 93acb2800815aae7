import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { meQuery, queryClient } from "../queries.ts";
import { PageMissing } from "./page-states.tsx";

/** What every route hangs on, and how search parameters are read. */
export const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing });

export const text = (search: Record<string, unknown>, name: string): string | undefined => {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};
export const number = (search: Record<string, unknown>, name: string): number | undefined => {
  const value = Number(search[name]);
  return search[name] !== undefined && search[name] !== "" && Number.isFinite(value) ? value : undefined;
};
/** Search parameters that are not given are left out, as the strict types want them. */
export const given = <T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

export const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    if ((await queryClient.ensureQueryData(meQuery)) !== null) return;
    const back = location.href === "/" ? {} : { to: location.href };
    throw redirect({ to: "/login", search: back });
  },
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
});
