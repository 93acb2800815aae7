import "./login.css";
import { useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { say as sayAccount } from "../texts/account-texts.ts";
import { say } from "../texts/shell-texts.ts";
import { CodeForm } from "./code-form.tsx";
import { EntryFrame, Labelled } from "./entry-frame.tsx";
import { useEntrance } from "./use-entrance.ts";

export function LoginPage() {
  const { to } = useSearch({ from: "/login" });
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, wantsCode, enter, restart } = useEntrance(to);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void enter(login.trim(), password);
  };
  if (wantsCode)
    return (
      <EntryFrame title={sayAccount("code.title")}>
        <CodeForm
          busy={busy}
          failure={failure}
          onCode={(code) => void enter(login.trim(), password, code)}
          onBack={restart}
        />
      </EntryFrame>
    );
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
