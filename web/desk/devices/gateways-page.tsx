import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { GatewayRow, GatewaySecret } from "../../../src/rooms/devices/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { SureButton } from "../admin/sure-button.tsx";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/gateway-texts.ts";
import { GatewayLifts } from "./gateway-lifts.tsx";

type Deed = "open" | "secret" | "revoke";
type Do = (row: GatewayRow, deed: Deed) => void;

const stateText = ({ revokedAt, connections }: GatewayRow): string =>
  revokedAt !== null
    ? say("gateways.revoked")
    : connections === 0
      ? say("gateways.off")
      : say("gateways.on", { count: formatCount(connections) });

const refusedText = ({ lastRefusal }: GatewayRow): string | undefined =>
  lastRefusal === null
    ? undefined
    : say("gateways.refused.last", {
        time: formatDateTime(lastRefusal.at),
        topic: lastRefusal.topic,
        reason: lastRefusal.reason,
      });

const columns = (onDo: Do): readonly Column<GatewayRow>[] => [
  {
    head: say("gateways.name"),
    look: "cut",
    main: true,
    text: ({ name }) => name,
    cell: (row) => (
      <button type="button" className="tool" onClick={() => onDo(row, "open")} data-testid={`gateway-${row.name}`}>
        {row.name}
      </button>
    ),
  },
  {
    head: say("gateways.user"),
    look: "nowrap",
    text: ({ username }) => username,
    cell: ({ username }) => <Copyable text={username} />,
  },
  {
    head: say("gateways.state"),
    look: "nowrap",
    text: stateText,
    cell: (row) => (row.connections > 0 && row.revokedAt === null ? stateText(row) : <strong>{stateText(row)}</strong>),
  },
  { head: say("gateways.lifts"), look: "right", text: ({ lifts }) => formatCount(lifts) },
  {
    head: say("gateways.seen"),
    look: "nowrap",
    text: ({ lastSeenAt }) => (lastSeenAt === null ? say("gateways.never") : formatDateTime(lastSeenAt)),
  },
  {
    head: say("gateways.refused"),
    look: "right",
    text: ({ refused }) => formatCount(refused),
    cell: (row) => (
      <span title={refusedText(row)}>{row.refused === 0 ? "0" : <strong>{formatCount(row.refused)}</strong>}</span>
    ),
  },
  { head: say("gateways.act"), text: () => "", cell: (row) => <Acts row={row} onDo={onDo} /> },
];

const Acts = ({ row, onDo }: { readonly row: GatewayRow; readonly onDo: Do }) => (
  <span className="chips">
    <SureButton
      word={say("gateways.renew")}
      sure={say("gateways.renew.sure")}
      onPress={() => onDo(row, "secret")}
      testid={`renew-${row.name}`}
    />
    {row.revokedAt === null ? (
      <SureButton
        word={say("gateways.revoke")}
        sure={say("gateways.revoke.sure")}
        onPress={() => onDo(row, "revoke")}
        testid={`revoke-${row.name}`}
      />
    ) : null}
  </span>
);

/** What was done last: a secret to write down, a login that ended, or why nothing was done. */
function useDeeds(refetch: () => Promise<unknown>) {
  const act = useAct();
  const [made, setMade] = useState<GatewaySecret>();
  const [ended, setEnded] = useState<string>();
  const send = (work: () => Promise<unknown>): void => {
    setMade(undefined);
    setEnded(undefined);
    void act.run(work).then(refetch);
  };
  const secretFrom = (path: string, body: object): void =>
    send(async () => setMade(await sendJson<GatewaySecret>("POST", path, body)));
  return {
    act,
    made,
    ended,
    make: (name: string): void => secretFrom(gatewaysPath, { name }),
    renew: ({ id }: GatewayRow): void => secretFrom(`${gatewaysPath}/${id}/secret`, {}),
    revoke: ({ id, name }: GatewayRow): void =>
      send(async () => {
        await sendJson("POST", `${gatewaysPath}/${id}/revoke`, {});
        setEnded(name);
      }),
  };
}
const gatewaysPath = "/api/v1/device-gateways";

/** Gateways and enterprises' platforms: their connections, the lifts behind them, and the making, changing and ending of their logins. */
export function GatewaysPage() {
  const list = useQuery({
    ...pathQuery<{ gateways: readonly GatewayRow[] }>(gatewaysPath),
    refetchInterval: 10_000,
  });
  const { g } = useSearch({ from: "/shell/gateways" });
  const navigate = useNavigate();
  const deeds = useDeeds(list.refetch);
  const open = (id: string | undefined): void =>
    void navigate({ to: "/gateways", search: id === undefined ? {} : { g: id } });
  const doIt: Do = (row, deed) => {
    if (deed === "open") open(row.id);
    else if (deed === "secret") deeds.renew(row);
    else deeds.revoke(row);
  };
  const rows = list.data?.gateways;
  const chosen = rows?.find(({ id }) => id === g);
  return (
    <ListPage title={say("gateways.title")} count={rows === undefined ? undefined : formatCount(rows.length)}>
      <p className="waiting-lead">{say("gateways.lead")}</p>
      <Outcome deeds={deeds} />
      <DataTable
        columns={columns(doIt)}
        rows={rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("gateways.empty")} text={say("gateways.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="gateways"
        tall={false}
      />
      {chosen === undefined ? null : (
        <GatewayLifts
          key={chosen.id}
          gateway={chosen}
          onClose={() => open(undefined)}
          onGranted={() => void list.refetch()}
        />
      )}
      <NewGateway busy={deeds.act.busy} onMake={deeds.make} />
    </ListPage>
  );
}

const Outcome = ({ deeds: { act, made, ended } }: { readonly deeds: ReturnType<typeof useDeeds> }) => (
  <>
    {act.failure === undefined ? null : (
      <p className="form-failure" role="alert">
        {act.failure}
      </p>
    )}
    {made === undefined ? null : <Secret made={made} />}
    {ended === undefined ? null : <p role="status">{say("gateways.ended", { name: ended })}</p>}
  </>
);

const Secret = ({ made }: { readonly made: GatewaySecret }) => (
  <div className="sheet-part" role="status" data-testid="gateway-secret">
    <p>{say("gateways.once")}</p>
    <p>
      {made.name} · {say("gateways.user")} <Copyable text={made.username} /> · {say("gateways.secret")}{" "}
      <Copyable text={made.password} />
    </p>
  </div>
);

type NewProps = { readonly busy: boolean; readonly onMake: (name: string) => void };

function NewGateway({ busy, onMake }: NewProps) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onMake(name.trim());
    setName("");
  };
  return (
    <section className="sheet-part enrol">
      <h2 className="sheet-title">{say("gateways.new")}</h2>
      <form className="search search--wide" onSubmit={submit}>
        <input
          className="text-input"
          required
          maxLength={120}
          aria-label={say("gateways.name")}
          placeholder={say("gateways.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          data-testid="gateway-name"
        />
        <button type="submit" className="plain-button" disabled={busy} data-testid="gateway-make">
          {say("gateways.new.do")}
        </button>
      </form>
    </section>
  );
}
