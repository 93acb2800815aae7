import "./admin.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type RoleSecurity, roleWords } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { joinWords } from "../../ui/join-words.ts";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/account-texts.ts";
import { Failure } from "./act-form.tsx";
import { useAct } from "./use-act.ts";
import { roleDoes, roleName } from "./words.ts";

/** What every role does, and the rules of log-in that hold for it. */
export function RolesPart() {
  const list = useQuery(pathQuery<{ roles: readonly RoleSecurity[] }>("/api/v1/role-security"));
  if (list.data === undefined)
    return list.error === null ? <PageLoading /> : <PageFailure error={list.error} reset={() => void list.refetch()} />;
  return (
    <>
      <p className="page-lead">{say("roles.lead")}</p>
      <div className="table-box table-box--tall">
        <table className="table" data-testid="roles">
          <thead>
            <tr>
              <th scope="col">{say("form.role")}</th>
              <th scope="col">{say("roles.does")}</th>
              <th scope="col">{say("roles.scopes")}</th>
              <th scope="col">{say("roles.totp")}</th>
              <th scope="col">{say("roles.grace")}</th>
              <th scope="col">{say("roles.idle")}</th>
              <th scope="col" aria-label={say("roles.save")} />
            </tr>
          </thead>
          <tbody>
            {list.data.roles.map((rule) => (
              <RuleRow key={rule.role} rule={rule} onSaved={() => void list.refetch()} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

type RowProps = { readonly rule: RoleSecurity; readonly onSaved: () => void };
function RuleRow({ rule, onSaved }: RowProps) {
  const act = useAct();
  const [draft, setDraft] = useState(rule);
  const changed = JSON.stringify(draft) !== JSON.stringify(rule);
  const save = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", "/api/v1/role-security", draft))) onSaved();
  };
  const number = (name: "graceDays" | "idleMinutes", label: string, min: number, max: number) => (
    <input
      className="text-input"
      type="number"
      aria-label={`${roleName(rule.role)} ${label}`}
      min={min}
      max={max}
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: Number(event.target.value) })}
    />
  );
  return (
    <tr>
      <td className="nowrap">{roleName(rule.role)}</td>
      <td>
        {roleDoes(rule.role)}
        <Failure act={act} />
      </td>
      <td>{joinWords(roleWords[rule.role].scopes.map((scope) => say(`scope.${scope}`)))}</td>
      <td>
        <input
          type="checkbox"
          aria-label={`${roleName(rule.role)} ${say("roles.totp")}`}
          checked={draft.totpRequired}
          onChange={(event) => setDraft({ ...draft, totpRequired: event.target.checked })}
        />
      </td>
      <td>{number("graceDays", say("roles.grace"), 0, 365)}</td>
      <td>{number("idleMinutes", say("roles.idle"), 5, 10_080)}</td>
      <td className="nowrap">
        {changed ? (
          <button type="button" className="tool" disabled={act.busy} onClick={() => void save()}>
            {say("roles.save")}
          </button>
        ) : null}
      </td>
    </tr>
  );
}
