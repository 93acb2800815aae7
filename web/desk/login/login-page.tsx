import "./login.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { textOfFailure } from "../../ui/api.ts";
import { logIn } from "../../ui/session.ts";
import { meQuery, queryClient } from "../queries.ts";
import { say } from "../texts/shell-texts.ts";
import { EntryFrame, Labelled } from "./entry-frame.tsx";
import { ownPath } from "./own-path.ts";

export function LoginPage() {
  const { to } = useSearch({ from: "/login" });
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, enter } = useEntrance(to);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void enter(login.trim(), password);
  };
  return (
    <EntryFrame title={say("login.title")}>
      <form className="entry-form" onSubmit={onSubmit}>
        <Labelled label={say("login.name")} htmlFor="login">
          <Input
            id="login"
            data-testid="login-name"
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            autoComplete="username"
            autoFocus
            required
            maxLength={80}
          />
        </Labelled>
        <Labelled label={say("login.password")} htmlFor="password">
          <Input
            id="password"
            type="password"
            data-testid="login-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
            maxLength={200}
          />
        </Labelled>
        <p className="entry-failure" role="alert" data-testid="login-failure">
          {failure}
        </p>
        <Button type="primary" htmlType="submit" block loading={busy} data-testid="login-enter">
          {say("login.enter")}
        </Button>
      </form>
    </EntryFrame>
  );
}

/** Logs in, then goes back to where one came from; who has only a phone's role goes to the crew's pages. */
function useEntrance(back: string | undefined) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const enter = async (login: string, password: string): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const me = await logIn(login, password);
      queryClient.setQueryData(meQuery.queryKey, me);
      const phoneOnly = me.roles.every((role) => role === "crew");
      if (phoneOnly) location.assign("/field");
      else await navigate({ href: ownPath(back) });
    } catch (problem) {
      setFailure(say("login.failed", { text: textOfFailure(problem) }));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, enter };
}
