import "../admin/admin.css";
import { Button } from "antd";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { answerReauthenticate, sendJson } from "../../ui/api.ts";
import { Failure } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { TextField } from "../form/fields.tsx";
import { useMe } from "../queries.ts";
import { say } from "../texts/account-texts.ts";

/**
 * Waits in the shell until a grave act wants a fresh proof of the person, asks for it in front of everything, and lets the
 * act go on. Several acts at once wait for the same answer.
 */
export function ProveDialog() {
  const waiting = useRef<((proved: boolean) => void)[]>([]);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    answerReauthenticate(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          setOpen(true);
        }),
    );
    return () => answerReauthenticate(undefined);
  }, []);
  const answer = (proved: boolean): void => {
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(proved);
  };
  return open ? <Prove onAnswer={answer} /> : null;
}

function Prove({ onAnswer }: { readonly onAnswer: (proved: boolean) => void }) {
  const { totp } = useMe();
  const act = useAct();
  const [byCode, setByCode] = useState(false);
  const [text, setText] = useState("");
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const proof = byCode ? { code: text } : { password: text };
    if (await act.run(() => sendJson("POST", "/api/v1/session/fresh", proof))) onAnswer(true);
  };
  return (
    <div className="prove">
      <form
        className="prove-box"
        role="dialog"
        aria-modal="true"
        aria-label={say("prove.title")}
        onSubmit={(event) => void send(event)}
        onKeyDown={(event) => (event.key === "Escape" ? onAnswer(false) : undefined)}
        data-testid="prove"
      >
        <h2>{say("prove.title")}</h2>
        <p className="page-lead">{say("prove.lead")}</p>
        <TextField
          key={String(byCode)}
          id="prove-text"
          label={say(byCode ? "code.label" : "prove.password")}
          type={byCode ? "text" : "password"}
          autoComplete={byCode ? "one-time-code" : "current-password"}
          autoFocus
          required
          maxLength={200}
          value={text}
          onChange={setText}
          data-testid="prove-text"
        />
        <Failure act={act} />
        <div className="act-buttons">
          <Button type="primary" htmlType="submit" loading={act.busy} data-testid="prove-do">
            {say("prove.do")}
          </Button>
          <Button onClick={() => onAnswer(false)}>{say("cancel")}</Button>
          {totp.set ? (
            <Button
              type="link"
              onClick={() => {
                setByCode(!byCode);
                setText("");
              }}
            >
              {say(byCode ? "prove.or-password" : "prove.or-code")}
            </Button>
          ) : null}
        </div>
      </form>
    </div>
  );
}
