import "../lifts/lift-file.css";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { GatewayLiftRow } from "../../../src/rooms/devices/contract/gateway-lifts.ts";
import type { GatewayRow, GrantReply } from "../../../src/rooms/devices/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/gateway-texts.ts";

type Reply = { readonly lifts: readonly GatewayLiftRow[]; readonly total: number; readonly next: string | null };
type Props = { readonly gateway: GatewayRow; readonly onClose: () => void; readonly onGranted: () => void };

const columns = (): readonly Column<GatewayLiftRow>[] => [
  {
    head: say("gateways.code"),
    look: "nowrap",
    text: ({ registerCode }) => registerCode,
    cell: ({ registerCode }) => <Copyable text={registerCode} />,
  },
  {
    head: say("gateways.place"),
    look: "cut",
    main: true,
    text: ({ place }) => place,
    cell: ({ liftId, place }) => (
      <Link to="/lifts/$liftId" params={{ liftId }}>
        {place}
      </Link>
    ),
  },
  {
    head: say("gateways.link"),
    look: "nowrap",
    text: ({ connected }) => say(connected ? "gateways.link.on" : "gateways.link.off"),
  },
  {
    head: say("gateways.seen"),
    look: "nowrap",
    text: ({ lastSeenAt }) => (lastSeenAt === null ? say("gateways.never") : formatDateTime(lastSeenAt)),
  },
];

/** The lifts for which a gateway may speak, and the granting of more. */
export function GatewayLifts({ gateway, onClose, onGranted }: Props) {
  const list = useKeyset<Reply, GatewayLiftRow>(
    `/api/v1/device-gateways/${gateway.id}/lifts?limit=100`,
    ({ lifts, total, next }) => ({ rows: lifts, total, next }),
  );
  return (
    <section className="sheet-part gateway-lifts" data-testid="gateway-lifts">
      <div className="sheet-head">
        <h2 className="sheet-title">{say("gateways.behind", { name: gateway.name })}</h2>
        <button type="button" className="plain-button" onClick={onClose}>
          {say("gateways.close")}
        </button>
      </div>
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={({ liftId }) => liftId}
        empty={<Empty title={say("gateways.behind.empty")} text={say("gateways.behind.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        tall={false}
        testid="gateway-lift"
      />
      <Grant
        gateway={gateway}
        onGranted={() => {
          list.retry();
          onGranted();
        }}
      />
    </section>
  );
}

function Grant({ gateway, onGranted }: Pick<Props, "gateway" | "onGranted">) {
  const [text, setText] = useState("");
  const [granted, setGranted] = useState<GrantReply>();
  const act = useAct();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setGranted(undefined);
    const codes = text.split(/[\s,，;；]+/).filter((code) => code !== "");
    const done = await act.run(async () =>
      setGranted(await sendJson<GrantReply>("POST", `/api/v1/device-gateways/${gateway.id}/lifts`, { codes })),
    );
    if (!done) return;
    setText("");
    onGranted();
  };
  return (
    <form className="grant-lifts" onSubmit={(event) => void submit(event)}>
      <textarea
        className="text-input"
        required
        rows={3}
        aria-label={say("gateways.grant.codes")}
        placeholder={say("gateways.grant.codes")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid="grant-codes"
      />
      <button type="submit" className="plain-button" disabled={act.busy} data-testid="grant">
        {say("gateways.grant")}
      </button>
      {act.failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {act.failure}
        </p>
      )}
      {granted === undefined ? null : (
        <p role="status" data-testid="granted">
          {say("gateways.granted", { granted: formatCount(granted.granted), already: formatCount(granted.already) })}
          {granted.unknown.length === 0 ? "" : ` · ${say("gateways.unknown", { codes: granted.unknown.join(" ") })}`}
        </p>
      )}
    </form>
  );
}
