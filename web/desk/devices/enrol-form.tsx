import { type FormEvent, useState } from "react";
import { dialectNames } from "../../../src/rooms/devices/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { Copyable } from "../list/list-page.tsx";
import { say } from "../texts/device-texts.ts";

type Enrolled = { readonly registerCode: string; readonly username: string; readonly password: string };

/** Makes a device's own name and secret; the secret is shown once. */
export function EnrolForm({ onEnrolled }: { readonly onEnrolled: () => void }) {
  const [code, setCode] = useState("");
  const [dialect, setDialect] = useState("");
  const [made, setMade] = useState<Enrolled>();
  const [failure, setFailure] = useState<string>();
  const enrol = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    setMade(undefined);
    try {
      const body = { registerCode: code.trim(), ...(dialect === "" ? {} : { dialect }) };
      setMade(await sendJson<Enrolled>("POST", "/api/v1/devices/enrol", body));
      setCode("");
      onEnrolled();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  return (
    <section className="sheet-part enrol">
      <h2 className="sheet-title">{say("enrol.title")}</h2>
      <form className="search search--wide" onSubmit={(event) => void enrol(event)}>
        <input
          className="text-input"
          required
          maxLength={120}
          aria-label={say("enrol.code")}
          placeholder={say("enrol.code")}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          data-testid="enrol-code"
        />
        <DialectChoice value={dialect} onChange={setDialect} />
        <button type="submit" className="plain-button" data-testid="enrol">
          {say("enrol.do")}
        </button>
      </form>
      {failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
      {made === undefined ? null : (
        <div role="status" data-testid="enrolled">
          <p>{say("enrol.once")}</p>
          <p>
            {say("enrol.user")} <Copyable text={made.username} /> · {say("enrol.password")}{" "}
            <Copyable text={made.password} />
          </p>
        </div>
      )}
    </section>
  );
}

type ChoiceProps = { readonly value: string; readonly onChange: (name: string) => void };

const DialectChoice = ({ value, onChange }: ChoiceProps) => (
  <select
    className="text-input"
    aria-label={say("enrol.dialect")}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    data-testid="enrol-dialect"
  >
    <option value="">{say("enrol.dialect.keep")}</option>
    {dialectNames.map((name) => (
      <option key={name} value={name}>
        {say(`dialect.${name}`)}
      </option>
    ))}
  </select>
);
