import { type FormEvent, useState } from "react";
import { ApiProblem, textOfFailure } from "../ui/api.ts";
import { logIn } from "../ui/session.ts";
import { prepareAlerts } from "./alert.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { t } from "./texts.ts";

export function LoginForm({ onIn }: { readonly onIn: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [going, setGoing] = useState(false);
  /** The password was right, and the account has a second step. */
  const [wantsCode, setWantsCode] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const login = String(form.get("login") ?? "").trim();
    const password = String(form.get("password") ?? "");
    const code = String(form.get("code") ?? "").trim();
    if (login === "" || password === "") return setProblem(t("login.fill"));
    prepareAlerts();
    setGoing(true);
    setProblem(null);
    try {
      await logIn(login, password, code === "" ? undefined : code);
      onIn();
    } catch (failure) {
      setWantsCode(wantsCode || (failure instanceof ApiProblem && failure.code === "IDENTITY_CODE_NEEDED"));
      setProblem(textOfFailure(failure));
    }
    setGoing(false);
  };
  return (
    <main className="page login">
      <header className="login__head">
        <h1>{t("title")}</h1>
        <LanguageSwitch />
      </header>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <label>
          {t("login.name")}
          <input name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} data-testid="login" />
        </label>
        <label>
          {t("login.password")}
          <input name="password" type="password" autoComplete="current-password" data-testid="password" />
        </label>
        {wantsCode ? (
          <label>
            {t("login.code")}
            <input name="code" inputMode="numeric" autoComplete="one-time-code" data-testid="code" />
          </label>
        ) : null}
        <p className="problem" role="alert" hidden={problem === null}>
          {problem}
        </p>
        <button type="submit" className="button button--action" disabled={going} data-testid="log-in">
          {going ? t("login.going") : t("login.go")}
        </button>
      </form>
    </main>
  );
}
