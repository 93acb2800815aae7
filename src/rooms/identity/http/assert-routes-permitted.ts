import type { Route } from "../../../platform/http/route.ts";
import { permissions } from "../contract.ts";

/** @throws Error naming the first route whose permission identity does not know; such a house does not start. */
export function assertRoutesPermitted(routes: readonly Pick<Route, "method" | "url" | "permission">[]): void {
  const known: readonly string[] = permissions;
  for (const { method, url, permission } of routes)
    if (!known.includes(permission))
      throw new Error(
        `${method} ${url} names the permission "${permission}", which src/rooms/identity/contract.ts does not list`,
      );
}
