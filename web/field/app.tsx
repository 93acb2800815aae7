import { useCallback, useEffect, useState } from "react";
import type { Me } from "../../src/rooms/identity/contract.ts";
import { fetchMe, logOut } from "../ui/session.ts";
import { CrewScreens } from "./crew-screens.tsx";
import { forget, keep, kept } from "./kept.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { LoginForm } from "./login-form.tsx";
import { t } from "./texts.ts";

/** opening → out (log-in form) ⇄ in. Without a network the last account stays in: the server has the last word later. */
type Session = { readonly status: "opening" } | { readonly status: "out" } | { readonly status: "in"; readonly me: Me };

export function App() {
  const [session, setSession] = useState<Session>({ status: "opening" });
  const ask = useCallback(async () => {
    try {
      const me = await fetchMe();
      if (me === null) forget("me");
      else keep("me", me);
      setSession(me === null ? { status: "out" } : { status: "in", me });
    } catch {
      const me = kept<Me>("me");
      setSession(me === null ? { status: "out" } : { status: "in", me });
    }
  }, []);
  useEffect(() => void ask(), [ask]);
  useEffect(() => {
    document.title = t("title");
  });
  const leave = async (): Promise<void> => {
    await logOut().catch(() => undefined);
    forget("me");
    setSession({ status: "out" });
  };
  if (session.status === "opening") return <p className="page-text">{t("opening")}</p>;
  if (session.status === "out") return <LoginForm onIn={() => void ask()} />;
  if (session.me.crewId === null)
    return (
      <main className="page page--centre">
        <h1>{session.me.name}</h1>
        <p>{t("not-a-crew")}</p>
        <button type="button" className="button" onClick={() => void leave()}>
          {t("logout")}
        </button>
        <LanguageSwitch />
      </main>
    );
  return (
    <CrewScreens
      key={session.me.accountId}
      me={session.me}
      onLoggedOut={() => void ask()}
      onLeave={() => void leave()}
    />
  );
}
