import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { say } from "../texts/account-texts.ts";
import { say as sayShell } from "../texts/shell-texts.ts";
import { Labelled } from "./entry-frame.tsx";

type Props = {
  readonly busy: boolean;
  readonly failure: string | undefined;
  readonly onCode: (code: string) => void;
  readonly onBack: () => void;
};

/** The second step of a log-in: six digits, which are sent as soon as they are there, or a recovery code. */
export function CodeForm({ busy, failure, onCode, onBack }: Props) {
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onCode(code);
  };
  const type = (text: string): void => {
    const next = recovery ? text : text.replaceAll(/\D/g, "").slice(0, 6);
    setCode(next);
    if (!recovery && next.length === 6 && code.length < 6) onCode(next);
  };
  return (
    <form className="entry-form" onSubmit={send}>
      <p className="entry-lead">{say(recovery ? "code.recovery.lead" : "code.lead")}</p>
      <Labelled label={say(recovery ? "code.recovery.label" : "code.label")} htmlFor="code">
        <Input
          key={String(recovery)}
          id="code"
          data-testid="login-code"
          value={code}
          onChange={(event) => type(event.target.value)}
          autoComplete="one-time-code"
          inputMode={recovery ? "text" : "numeric"}
          autoFocus
          required
          minLength={6}
          maxLength={20}
        />
      </Labelled>
      <p className="entry-failure" role="alert" data-testid="login-failure">
        {failure}
      </p>
      <Button type="primary" htmlType="submit" block loading={busy} data-testid="code-enter">
        {sayShell("login.enter")}
      </Button>
      <button
        type="button"
        className="entry-link"
        onClick={() => {
          setRecovery(!recovery);
          setCode("");
        }}
        data-testid="code-recovery"
      >
        {say(recovery ? "code.app" : "code.recovery")}
      </button>
      <button type="button" className="entry-link" onClick={onBack}>
        {say("code.back")}
      </button>
    </form>
  );
}
