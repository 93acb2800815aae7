import "./login.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { pathQuery, queryClient } from "../queries.ts";
import { say } from "../texts/shell-texts.ts";
import { EntryFrame, Labelled } from "./entry-frame.tsx";

type Fields = { token: string; name: string; login: string; password: string; repeat: string };
const empty: Fields = { token: "", name: "", login: "", password: "", repeat: "" };
const autoComplete: Record<keyof Fields, string> = {
  token: "off",
  name: "name",
  login: "username",
  password: "new-password",
  repeat: "new-password",
};
const order = ["token", "name", "login", "password", "repeat"] as const;

/** The first visit of a new platform: its first administrator, guarded by the token that the console printed. */
export function SetupPage() {
  const navigate = useNavigate();
  const needed = useQuery(pathQuery<{ needed: boolean }>("/api/v1/setup")).data?.needed ?? true;
  const { token = "" } = useSearch({ from: "/setup" });
  const [fields, setFields] = useState({ ...empty, token });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (fields.password !== fields.repeat) return setFailure(say("setup.differs"));
    setBusy(true);
    setFailure(undefined);
    try {
      const { repeat: _, ...body } = fields;
      await sendJson("POST", "/api/v1/setup", body);
      queryClient.clear();
      await navigate({ to: "/login" });
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      setBusy(false);
    }
  };

  if (!needed)
    return (
      <EntryFrame title={say("setup.title")}>
        <p className="entry-lead">{say("setup.done")}</p>
        <a href="/login">{say("setup.to-login")}</a>
      </EntryFrame>
    );
  return (
    <EntryFrame title={say("setup.title")}>
      <p className="entry-lead">{say("setup.lead")}</p>
      <form className="entry-form" onSubmit={(event) => void create(event)}>
        {order.map((name) => (
          <Labelled key={name} label={say(`setup.${name}`)} htmlFor={`setup-${name}`}>
            <Input
              id={`setup-${name}`}
              data-testid={`setup-${name}`}
              type={name === "password" || name === "repeat" ? "password" : "text"}
              value={fields[name]}
              onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
              autoComplete={autoComplete[name]}
              required
              {...(name === "password" ? { minLength: 10 } : {})}
            />
          </Labelled>
        ))}
        <p className="entry-failure" role="alert">
          {failure}
        </p>
        <Button type="primary" htmlType="submit" block loading={busy} data-testid="setup-create">
          {say("setup.create")}
        </Button>
      </form>
    </EntryFrame>
  );
}
