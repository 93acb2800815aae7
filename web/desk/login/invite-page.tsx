import "./login.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import type { invitationShown, Me } from "../../../src/rooms/identity/contract.ts";
import { ApiProblem, sendJson, textOfFailure } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { joinWords } from "../../ui/join-words.ts";
import { useAct } from "../admin/use-act.ts";
import { roleName } from "../admin/words.ts";
import { meQuery, queryClient } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { EntryFrame, Labelled } from "./entry-frame.tsx";

type Shown = z.infer<typeof invitationShown>;

/** Where a one-time link leads: who is invited, and the password that only he will know. */
export function InvitePage() {
  const { token } = useParams({ from: "/invite/$token" });
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => sendJson<Shown>("POST", "/api/v1/invitation", { token }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (invitation.error !== null)
    return (
      <EntryFrame title={say("invite.void")}>
        <p className="entry-lead" role="alert" data-testid="invite-void">
          {isCut(invitation.error) ? say("invite.cut") : textOfFailure(invitation.error)}
        </p>
        <a href="/login">{say("invite.to-login")}</a>
      </EntryFrame>
    );
  if (invitation.data === undefined) return null;
  return (
    <EntryFrame title={say(invitation.data.isReset ? "invite.reset" : "invite.title")}>
      <Invited token={token} shown={invitation.data} />
    </EntryFrame>
  );
}

/** A link that lost letters on its way; what the server finds wrong with them helps nobody. */
const isCut = (failure: Error): boolean => failure instanceof ApiProblem && failure.status === 400;

function Invited({ token, shown }: { readonly token: string; readonly shown: Shown }) {
  const navigate = useNavigate();
  const act = useAct();
  const [password, setPassword] = useState("");
  const [repeat, setRepeat] = useState("");
  const [differs, setDiffers] = useState(false);
  const accept = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setDiffers(password !== repeat);
    if (password !== repeat) return;
    const done = await act.run(async () => {
      const me = await sendJson<Me>("POST", "/api/v1/invitation/accept", { token, password });
      queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, me);
    });
    // The second step is set up there; who need not goes on from there by himself.
    if (done) await navigate({ href: "/account" });
  };
  return (
    <>
      <p className="entry-lead">{say("invite.lead", { name: shown.name })}</p>
      <Facts shown={shown} />
      <form className="entry-form" onSubmit={(event) => void accept(event)}>
        {/* So that password stores keep the right name. */}
        <input type="text" autoComplete="username" value={shown.login} readOnly hidden />
        <PasswordField name="password" value={password} onChange={setPassword} />
        <PasswordField name="repeat" value={repeat} onChange={setRepeat} />
        <p className="entry-failure" role="alert" data-testid="invite-failure">
          {differs ? say("invite.differs") : act.failure}
        </p>
        <Button type="primary" htmlType="submit" block loading={act.busy} data-testid="invite-do">
          {say("invite.do")}
        </Button>
      </form>
    </>
  );
}

const Facts = ({ shown }: { readonly shown: Shown }) => (
  <dl className="entry-facts">
    <dt>{say("invite.login")}</dt>
    <dd data-testid="invite-login">{shown.login}</dd>
    {shown.roles.length === 0 ? null : (
      <>
        <dt>{say("invite.roles")}</dt>
        <dd>{joinWords(shown.roles.map(roleName))}</dd>
      </>
    )}
    <dt>{say("invite.until")}</dt>
    <dd>{formatDateTime(shown.expiresAt)}</dd>
  </dl>
);

type FieldProps = {
  readonly name: "password" | "repeat";
  readonly value: string;
  readonly onChange: (value: string) => void;
};
const PasswordField = ({ name, value, onChange }: FieldProps) => (
  <Labelled label={say(`invite.${name}`)} htmlFor={`invite-${name}`}>
    <Input
      id={`invite-${name}`}
      data-testid={`invite-${name}`}
      type="password"
      autoComplete="new-password"
      minLength={10}
      maxLength={200}
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  </Labelled>
);
