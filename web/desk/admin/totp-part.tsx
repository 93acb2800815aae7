import { useState } from "react";
import { sendJson } from "../../ui/api.ts";
import { formatDate } from "../../ui/format-time.ts";
import { TextField } from "../form/fields.tsx";
import { meQuery, queryClient, useMe } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { ActForm, Failure } from "./act-form.tsx";
import { QrCode } from "./qr-code.tsx";
import { SureButton } from "./sure-button.tsx";
import { type Act, useAct } from "./use-act.ts";

type Begun = { readonly secret: string; readonly uri: string };

/** The second step of one's own account: set up by a scan and a first code, recovery codes once, taken away again. */
export function TotpPart() {
  const act = useAct();
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<readonly string[]>();
  const send = <T,>(path: string, then: (reply: T) => void, body?: unknown) =>
    act.run(async () => {
      then(await sendJson<T>("POST", `/api/v1/account/${path}`, body));
      await queryClient.invalidateQueries(meQuery);
    });
  const keep = (reply: { readonly codes: readonly string[] }): void => {
    setBegun(undefined);
    setCodes(reply.codes);
  };
  if (codes !== undefined) return <Codes codes={codes} onKept={() => setCodes(undefined)} />;
  if (begun !== undefined)
    return (
      <FirstCode
        begun={begun}
        act={act}
        onCode={(code) => void send("totp/confirm", keep, { code })}
        onCancel={() => setBegun(undefined)}
      />
    );
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("mine.totp")}</h2>
      <Standing />
      <Failure act={act} />
      <Buttons
        onBegin={() => void send("totp", setBegun)}
        onRenew={() => void send("recovery-codes", keep)}
        onRemove={() => void send("totp/remove", () => undefined)}
      />
    </section>
  );
}

function Standing() {
  const { totp } = useMe();
  return (
    <>
      <p className="page-lead" data-testid="totp-state">
        {say(totp.set ? "mine.totp.on" : "mine.totp.off")}
      </p>
      {totp.dueAt === null ? null : (
        <p className="warning" role={totp.overdue ? "alert" : undefined} data-testid="totp-due">
          {totp.overdue ? say("mine.totp.overdue") : say("mine.totp.due", { date: formatDate(totp.dueAt) })}
        </p>
      )}
    </>
  );
}

type ButtonsProps = { readonly onBegin: () => void; readonly onRenew: () => void; readonly onRemove: () => void };
function Buttons({ onBegin, onRenew, onRemove }: ButtonsProps) {
  const { totp } = useMe();
  if (!totp.set)
    return (
      <button type="button" className="plain-button" onClick={onBegin} data-testid="totp-begin">
        {say("mine.totp.begin")}
      </button>
    );
  return (
    <div className="act-buttons">
      <SureButton word={say("mine.codes.renew")} sure={`${say("mine.codes.renew")} ✓`} onPress={onRenew} />
      <SureButton word={say("mine.totp.remove")} sure={`${say("mine.totp.remove")} ✓`} onPress={onRemove} />
    </div>
  );
}

type FirstCodeProps = {
  readonly begun: Begun;
  readonly act: Act;
  readonly onCode: (code: string) => void;
  readonly onCancel: () => void;
};
function FirstCode({ begun, act, onCode, onCancel }: FirstCodeProps) {
  const [code, setCode] = useState("");
  return (
    <ActForm
      title={say("mine.totp.begin")}
      lead={say("mine.totp.scan")}
      submit={say("mine.totp.confirm")}
      act={act}
      onSubmit={() => onCode(code)}
      onCancel={onCancel}
      testid="totp"
    >
      <QrCode text={begun.uri} label={say("mine.totp.begin")} />
      <div>
        <p className="page-lead">
          {say("mine.totp.secret")}
          <br />
          <span className="secret" data-testid="totp-secret">
            {begun.secret}
          </span>
        </p>
        <TextField
          id="totp-code"
          label={say("code.label")}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\d{6}"
          maxLength={6}
          autoFocus
          required
          value={code}
          onChange={setCode}
          data-testid="totp-code"
        />
      </div>
    </ActForm>
  );
}

type CodesProps = { readonly codes: readonly string[]; readonly onKept: () => void };
const Codes = ({ codes, onKept }: CodesProps) => (
  <section className="sheet-part" data-testid="recovery-codes">
    <h2 className="sheet-title">{say("mine.codes.title")}</h2>
    <p className="warning">{say("mine.codes.lead")}</p>
    <ul className="codes">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
    <button type="button" className="plain-button" onClick={onKept} data-testid="codes-kept">
      {say("mine.codes.kept")}
    </button>
  </section>
);
