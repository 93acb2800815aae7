import "./admin.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { Account, Organisation } from "../../../src/rooms/identity/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { joinWords } from "../../ui/join-words.ts";
import { permits } from "../../ui/session.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { AccountSheet } from "./account-sheet.tsx";
import { Invitations } from "./invitations.tsx";
import { AccountForm, InviteForm } from "./invite-form.tsx";
import { type Link, LinkShown } from "./link-shown.tsx";
import { roleName, scopeText } from "./words.ts";

type Side = { readonly kind: "invite" | "create" | "links" } | { readonly kind: "account"; readonly id: string };
type NameOf = (key: string) => string | undefined;

const columns = (open: (id: string) => void, nameOf: NameOf): readonly Column<Account>[] => [
  {
    head: say("accounts.account"),
    look: "nowrap",
    text: (each) => each.login,
    cell: (each) => (
      <button type="button" className="row-button" onClick={() => open(each.id)} data-testid={`account-${each.login}`}>
        {each.login}
      </button>
    ),
  },
  { head: say("accounts.name"), text: (each) => each.name },
  {
    head: say("accounts.roles"),
    look: "cut cut--long",
    text: (each) => joinWords(each.grants.map(({ role, scope }) => `${roleName(role)} · ${scopeText(scope, nameOf)}`)),
  },
  {
    head: say("accounts.totp"),
    look: "nowrap",
    text: (each) => say(each.totp ? "accounts.totp.yes" : "accounts.totp.no"),
    cell: (each) =>
      each.totp ? say("accounts.totp.yes") : <span className="word-quiet">{say("accounts.totp.no")}</span>,
  },
  {
    head: say("accounts.last"),
    look: "nowrap",
    text: (each) => (each.lastLoginAt === null ? say("accounts.never") : formatDateTime(each.lastLoginAt)),
  },
  { head: say("accounts.state"), look: "nowrap", text: stateText, cell: State },
];

const stateText = (each: Account): string =>
  say(each.disabled ? "accounts.disabled" : each.locked ? "accounts.locked" : "accounts.active");
function State(each: Account) {
  const look = each.disabled ? "word-quiet" : each.locked ? "word-soon" : undefined;
  return <span className={look}>{stateText(each)}</span>;
}

/** Names behind the codes and ids of scopes, as far as they are listed. */
function useNames(): NameOf {
  const me = useMe();
  const regions = useQuery(pathQuery<{ regions: readonly { code: string; name: string }[] }>("/api/v1/regions"));
  const organisations = useQuery(pathQuery<{ organisations: readonly Organisation[] }>("/api/v1/organisations"));
  const crews = useQuery({
    ...pathQuery<{ crews: readonly CrewRow[] }>("/api/v1/crews"),
    enabled: permits(me, "crews.read"),
  });
  const names = new Map<string, string>([
    ...(regions.data?.regions ?? []).map((each) => [each.code, each.name] as const),
    ...(organisations.data?.organisations ?? []).map((each) => [each.id, each.name] as const),
    ...(crews.data?.crews ?? []).map((each) => [each.id, each.name] as const),
  ]);
  return (key) => names.get(key);
}

/** Accounts at the left; at the right what is being done: inviting, one account, links that are out. */
export function Accounts() {
  const list = useQuery(pathQuery<{ accounts: readonly Account[] }>("/api/v1/accounts"));
  const [text, setText] = useState("");
  const [side, setSide] = useState<Side>();
  const [link, setLink] = useState<Link>();
  const nameOf = useNames();
  const again = (): void => void list.refetch();
  const q = text.trim().toLowerCase();
  const rows = list.data?.accounts.filter(({ login, name }) => `${login} ${name}`.toLowerCase().includes(q));
  const show = (next: Side | undefined): void => {
    setLink(undefined);
    setSide(next);
  };
  const given = (made: Link): void => {
    setLink(made);
    setSide((now) => (now?.kind === "invite" ? undefined : now));
  };
  const account = side?.kind === "account" ? list.data?.accounts.find(({ id }) => id === side.id) : undefined;
  return (
    <>
      <div className="filters">
        <Tools text={text} count={rows?.length} onText={setText} onShow={show} />
      </div>
      <div className={side === undefined && link === undefined ? "" : "admin-columns admin-columns--wide"}>
        <DataTable
          columns={columns((id) => show({ kind: "account", id }), nameOf)}
          rows={rows}
          keyOf={(each) => each.id}
          empty={<Empty title={say("accounts.empty")} text={say("accounts.empty.text")} />}
          error={list.error}
          onRetry={again}
          testid="accounts"
        />
        {side === undefined && link === undefined ? null : (
          <div className="admin-side">
            {link === undefined ? null : <LinkShown link={link} onClose={() => setLink(undefined)} />}
            {side?.kind === "invite" ? <InviteForm onLink={given} onCancel={() => show(undefined)} /> : null}
            {side?.kind === "create" ? <AccountForm onCreated={again} onCancel={() => show(undefined)} /> : null}
            {side?.kind === "links" ? <Invitations onClose={() => show(undefined)} /> : null}
            {account === undefined ? null : (
              <AccountSheet
                key={account.id}
                account={account}
                nameOf={nameOf}
                onChange={again}
                onLink={given}
                onClose={() => show(undefined)}
              />
            )}
          </div>
        )}
      </div>
    </>
  );
}

type ToolsProps = {
  readonly text: string;
  readonly count: number | undefined;
  readonly onText: (text: string) => void;
  readonly onShow: (side: Side) => void;
};
/** The search, and what can be begun here. */
function Tools({ text, count, onText, onShow }: ToolsProps) {
  return (
    <>
      <input
        className="text-input search-input"
        type="search"
        aria-label={say("accounts.search")}
        placeholder={say("accounts.search")}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <span className="page-count">{countText(count, count)}</span>
      <button
        type="button"
        className="plain-button"
        onClick={() => onShow({ kind: "invite" })}
        data-testid="open-invite"
      >
        {say("accounts.invite")}
      </button>
      <button type="button" className="plain-button" onClick={() => onShow({ kind: "links" })} data-testid="open-links">
        {say("accounts.links")}
      </button>
      <button type="button" className="plain-button" onClick={() => onShow({ kind: "create" })}>
        {say("accounts.with-password")}
      </button>
    </>
  );
}
