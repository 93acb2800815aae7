import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../../src/rooms/identity/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { say as sayShell } from "../texts/shell-texts.ts";
import { AccountForm } from "./account-form.tsx";

function scopeText(scope: Account["grants"][number]["scope"]): string {
  switch (scope.kind) {
    case "everything":
      return say("scope.everything");
    case "region":
      return `${say("scope.region")} ${scope.code}`;
    case "organisation":
    case "crew":
      return say(`scope.${scope.kind}`);
  }
}

const columns = (onChange: () => void): readonly Column<Account>[] => [
  { head: say("account.login"), look: "nowrap", text: (account) => account.login },
  { head: say("account.name"), text: (account) => account.name },
  {
    head: say("account.role"),
    text: (account) => account.grants.map((grant) => sayShell(`role.${grant.role}`)).join("、"),
  },
  { head: say("account.scope"), text: (account) => account.grants.map((grant) => scopeText(grant.scope)).join("、") },
  {
    head: say("account.last"),
    look: "nowrap",
    text: (account) => (account.lastLoginAt === null ? say("account.never") : formatDateTime(account.lastLoginAt)),
  },
  {
    head: say("account.state"),
    look: "nowrap",
    text: (account) => say(account.disabled ? "account.disabled" : "account.active"),
    cell: (account) => (account.disabled ? say("account.disabled") : <Disable account={account} onDone={onChange} />),
  },
];

export function Accounts() {
  const list = useQuery(pathQuery<{ accounts: readonly Account[] }>("/api/v1/accounts"));
  const again = (): void => void list.refetch();
  return (
    <div className="admin-columns">
      <DataTable
        columns={columns(again)}
        rows={list.data?.accounts}
        keyOf={(account) => account.id}
        empty={<Empty title={say("account.empty")} text={say("account.empty.text")} />}
        error={list.error}
        onRetry={again}
        testid="accounts"
      />
      <AccountForm onCreated={again} />
    </div>
  );
}

/** Ends an account: pressed twice, since it cannot be taken back here. */
function Disable({ account, onDone }: { readonly account: Account; readonly onDone: () => void }) {
  const [sure, setSure] = useState(false);
  const [failure, setFailure] = useState<string>();
  const press = async (): Promise<void> => {
    if (!sure) return setSure(true);
    try {
      await sendJson("POST", `/api/v1/accounts/${account.id}/disable`);
      onDone();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  return (
    <>
      <button
        type="button"
        className="tool"
        aria-pressed={sure}
        onClick={() => void press()}
        onBlur={() => setSure(false)}
      >
        {say(sure ? "account.disable.sure" : "account.disable")}
      </button>
      {failure === undefined ? null : <span className="form-failure"> {failure}</span>}
    </>
  );
}
