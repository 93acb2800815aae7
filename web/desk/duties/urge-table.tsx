import { Link } from "@tanstack/react-router";
import type { Urge } from "../../../src/rooms/duties/contract/board.ts";
import { formatDate } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { say } from "../texts/duty-texts.ts";
import { UrgeState } from "./item-state.tsx";

const columns = (): readonly Column<Urge>[] => [
  {
    head: say("urge.no"),
    look: "nowrap",
    main: true,
    text: ({ no }) => no,
    cell: ({ id, no }) => (
      <Link to="/duties/urges/$urgeId" params={{ urgeId: id }}>
        {no}
      </Link>
    ),
  },
  {
    head: say("urge.state"),
    look: "nowrap",
    text: ({ state }) => say(`urge.state.${state}`),
    cell: (urge) => <UrgeState urge={urge} />,
  },
  { head: say("urge.to"), look: "cut", text: ({ organisation }) => organisation },
  { head: say("board.duty"), look: "cut", text: ({ heading, text }) => heading ?? text },
  { head: say("urge.demand"), look: "cut", roomy: true, text: ({ demand }) => demand },
  { head: say("urge.issued"), look: "nowrap", text: ({ issuedAt }) => formatDate(issuedAt) },
  { head: say("urge.by"), look: "nowrap", text: ({ replyBy }) => replyBy },
];

type Props = { readonly urges: readonly Urge[] | undefined; readonly error?: unknown; readonly onRetry?: () => void };

/** Urging letters, newest first. */
export const UrgeTable = ({ urges, ...rest }: Props) => (
  <DataTable
    columns={columns()}
    rows={urges}
    keyOf={({ id }) => id}
    empty={<Empty title={say("urges.empty")} text={say("urges.empty.text")} />}
    tall={false}
    testid="urges"
    {...rest}
  />
);
