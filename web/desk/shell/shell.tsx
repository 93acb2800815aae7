import "./shell.css";
import { Link, Outlet, useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import type { Permission } from "../../../src/rooms/identity/contract.ts";
import { joinWords } from "../../ui/join-words.ts";
import { logOut, permits } from "../../ui/session.ts";
import { language, setLanguage } from "../../ui/texts/language.ts";
import { setTheme } from "../../ui/theme/theme.ts";
import { useTheme } from "../../ui/theme/use-theme.ts";
import { useLiveClient } from "../../ui/use-live.ts";
import { roleName } from "../admin/words.ts";
import { ProveDialog } from "../login/prove-dialog.tsx";
import { meQuery, queryClient, useMe } from "../queries.ts";
import { say } from "../texts/shell-texts.ts";
import { LinkState } from "./link-state.tsx";
import { LiveContext } from "./live-context.ts";
import { NavBar } from "./nav-bar.tsx";
import { PageNoRole } from "./page-states.tsx";
import { pagesOf } from "./pages.ts";
import { useNarrow } from "./use-narrow.ts";

const topicPermissions = [
  ["desk", "rescue.read"],
  ["calls", "rescue.dispatch"],
  ["storm", "rescue.read"],
  ["crews", "crews.read"],
  ["outbox", "rescue.outbox.read"],
] as const satisfies readonly (readonly [string, Permission])[];

/** The frame of every page behind the log-in: where to go, who you are, and whether what you see is true. */
export function Shell() {
  const me = useMe();
  const topics = topicPermissions.filter(([, permission]) => permits(me, permission)).map(([topic]) => topic);
  const forgetSession = useForgetSession();
  const narrow = useNarrow();
  const links = pagesOf(me).map((page) => ({ to: page.to, text: say(page.text) }));
  const onOwnAccount = useLocation().pathname === "/account";
  const live = useLiveClient(topics.length === 0 ? null : topics.join(","), () => void forgetSession());
  return (
    <LiveContext value={live}>
      <div className="shell">
        <header className="shell-bar">
          <Link to="/" className="shell-name">
            {say("product")}
          </Link>
          <NavBar links={links}>{narrow ? <ShellSwitches /> : null}</NavBar>
          <div id="shell-slot" className="shell-slot" />
          {live === null ? null : <LinkState live={live} />}
          {narrow ? null : <ShellSwitches />}
        </header>
        <main className="shell-main">{me.roles.length === 0 && !onOwnAccount ? <PageNoRole /> : <Outlet />}</main>
        <ProveDialog />
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
      <Link
        to="/account"
        className="shell-you"
        title={`${say("session.you", { login: me.login })} · ${joinWords(me.roles.map(roleName))}`}
        data-testid="own-account"
      >
        {me.name}
      </Link>
      <button type="button" className="bar-button" onClick={() => void leave()} data-testid="log-out">
        {say("session.leave")}
      </button>
    </div>
  );
}
