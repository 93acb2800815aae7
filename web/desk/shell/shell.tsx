import "./shell.css";
import { Link, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import type { Permission } from "../../../src/rooms/identity/contract.ts";
import { logOut, permits } from "../../ui/session.ts";
import { language, setLanguage } from "../../ui/texts/language.ts";
import { setTheme } from "../../ui/theme/theme.ts";
import { useTheme } from "../../ui/theme/use-theme.ts";
import { useLiveClient } from "../../ui/use-live.ts";
import { meQuery, queryClient, useMe } from "../queries.ts";
import { say } from "../texts/shell-texts.ts";
import { LinkState } from "./link-state.tsx";
import { LiveContext } from "./live-context.ts";

const pages = [
  { to: "/", text: "nav.desk", permission: "rescue.read" },
  { to: "/overview", text: "nav.overview", permission: "overview.read" },
  { to: "/lifts", text: "nav.lifts", permission: "lifts.read" },
  { to: "/gaps", text: "nav.gaps", permission: "lifts.read" },
  { to: "/numbers", text: "nav.numbers", permission: "rescue.numbers.read" },
  { to: "/outbox", text: "nav.outbox", permission: "rescue.outbox.read" },
  { to: "/devices", text: "nav.devices", permission: "devices.read" },
  { to: "/quarantine", text: "nav.quarantine", permission: "devices.read" },
  { to: "/admin", text: "nav.admin", permission: "identity.manage" },
] as const satisfies readonly { to: string; text: string; permission: Permission }[];

const topicPermissions = [
  ["desk", "rescue.read"],
  ["crews", "crews.read"],
  ["outbox", "rescue.outbox.read"],
] as const satisfies readonly (readonly [string, Permission])[];

/** The frame of every page behind the log-in: where to go, who you are, and whether what you see is true. */
export function Shell() {
  const me = useMe();
  const topics = topicPermissions.filter(([, permission]) => permits(me, permission)).map(([topic]) => topic);
  const forgetSession = useForgetSession();
  const live = useLiveClient(topics.length === 0 ? null : topics.join(","), () => void forgetSession());
  return (
    <LiveContext value={live}>
      <div className="shell">
        <header className="shell-bar">
          <Link to="/" className="shell-name">
            {say("product")}
          </Link>
          <nav className="shell-nav" aria-label={say("nav.label")}>
            {pages
              .filter((page) => permits(me, page.permission))
              .map((page) => (
                <Link
                  key={page.to}
                  to={page.to}
                  className="shell-link"
                  activeOptions={{ exact: page.to === "/", includeSearch: false }}
                  activeProps={{ className: "shell-link shell-link--here" }}
                  data-testid={`nav-${page.to.slice(1) || "desk"}`}
                >
                  {say(page.text)}
                </Link>
              ))}
          </nav>
          <div id="shell-slot" className="shell-slot" />
          {live === null ? null : <LinkState live={live} />}
          <ShellSwitches />
        </header>
        <main className="shell-main">
          <Outlet />
        </main>
      </div>
    </LiveContext>
  );
}

/** The session is over (another tab, an expired cookie): the routes, asked anew, send the viewer to the log-in. */
function useForgetSession(): () => Promise<void> {
  const router = useRouter();
  return async () => {
    queryClient.setQueryData(meQuery.queryKey, null);
    await router.invalidate();
  };
}

function ShellSwitches() {
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await logOut().catch(() => {});
    queryClient.clear();
    await navigate({ to: "/login" });
  };
  return (
    <div className="shell-switches">
      <button
        type="button"
        className="bar-button"
        title={say("theme.switch")}
        onClick={() => setTheme(theme === "dark" ? "light" : "dark")}
        data-testid="theme-switch"
      >
        {say(theme === "dark" ? "theme.light" : "theme.dark")}
      </button>
      <button
        type="button"
        className="bar-button"
        onClick={() => setLanguage(language() === "en" ? "zh-CN" : "en")}
        data-testid="language-switch"
      >
        {say("language.switch")}
      </button>
      <span
        className="shell-you"
        title={`${say("session.you", { login: me.login })} · ${me.roles.map((role) => say(`role.${role}`)).join("、")}`}
      >
        {me.name}
      </span>
      <button type="button" className="bar-button" onClick={() => void leave()} data-testid="log-out">
        {say("session.leave")}
      </button>
    </div>
  );
}
