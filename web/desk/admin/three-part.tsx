import "./admin.css";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { AdministrationMode } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDate } from "../../ui/format-time.ts";
import { joinWords } from "../../ui/join-words.ts";
import { meQuery, pathQuery, queryClient } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/account-texts.ts";
import { Failure } from "./act-form.tsx";
import { useAct } from "./use-act.ts";
import { roleDoes, roleName } from "./words.ts";

/** One administrator or three (三员): who holds what, and the switch, which is for good. */
export function ThreePart() {
  const mode = useQuery(pathQuery<AdministrationMode>("/api/v1/administration-mode"));
  if (mode.data === undefined)
    return mode.error === null ? <PageLoading /> : <PageFailure error={mode.error} reset={() => void mode.refetch()} />;
  const { three, since } = mode.data;
  const isThree = mode.data.mode === "three";
  return (
    <div className="sheet">
      <section className="sheet-part">
        <h2 className="sheet-title">{say("three.title")}</h2>
        <p className="page-lead" data-testid="three-mode">
          {isThree ? say("three.three", { date: since === null ? "" : formatDate(since) }) : say("three.single")}
        </p>
        <p className="page-lead">{say("three.lead")}</p>
        <dl className="facts-list">
          {three.map(({ role, holders }) => (
            <div key={role}>
              <dt title={roleDoes(role)}>{roleName(role)}</dt>
              <dd>
                {holders.length === 0 ? (
                  <span className="word-soon">{say("three.nobody")}</span>
                ) : (
                  joinWords(holders.map((holder) => holder.name))
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {isThree ? null : (
        <Switch ready={three.every(({ holders }) => holders.length > 0)} onDone={() => void mode.refetch()} />
      )}
    </div>
  );
}

type SwitchProps = { readonly ready: boolean; readonly onDone: () => void };
function Switch({ ready, onDone }: SwitchProps) {
  const act = useAct();
  const [sure, setSure] = useState(false);
  const change = async (): Promise<void> => {
    if (!(await act.run(() => sendJson("POST", "/api/v1/administration-mode/three", { confirm: "three" })))) return;
    onDone();
    await queryClient.invalidateQueries(meQuery);
  };
  return (
    <section className="sheet-part">
      <p className="warning">{say("three.warn")}</p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={sure}
            disabled={!ready}
            onChange={(event) => setSure(event.target.checked)}
            data-testid="three-sure"
          />{" "}
          {say("three.confirm")}
        </label>
      </p>
      <Failure act={act} />
      <Button
        type="primary"
        disabled={!ready || !sure}
        loading={act.busy}
        onClick={() => void change()}
        data-testid="three-do"
      >
        {say("three.do")}
      </Button>
    </section>
  );
}
