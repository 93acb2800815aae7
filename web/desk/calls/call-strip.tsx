import "./call-strip.css";
import { callKinds, type PhoneCall } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { sendJson } from "../../ui/api.ts";
import { useNow } from "../../ui/use-now.ts";
import { useRows } from "../shell/live-context.ts";
import { say } from "../texts/call-texts.ts";
import { stateText } from "./call-words.ts";

const shownMax = 3;
const inSightMs = 10 * 60_000;

/** Who rings or speaks now, and whom nobody has sorted: one press begins the incident with the number filled in. */
export function CallStrip({ onOpen }: { readonly onOpen: (call: PhoneCall) => void }) {
  const now = useNow();
  const rows = useRows<PhoneCall>("calls") ?? [];
  // As a desk that is opened now: one that nobody sorted for ten minutes stands in the list only.
  const calls = rows.filter(({ rangAt }) => rangAt > now - inSightMs).sort((a, b) => b.rangAt - a.rangAt);
  if (calls.length === 0) return null;
  return (
    <ul className="call-strip" data-testid="call-strip">
      {calls.slice(0, shownMax).map((call) => (
        <li key={call.id} className="call-strip-one">
          <strong className="sp-figures">{call.caller ?? say("strip.unknown")}</strong>
          <span className="call-strip-state sp-figures">{stateText(call, now)}</span>
          {call.seat === "" ? null : (
            <span className="call-strip-state">
              {say("head.seat")} {call.seat}
            </span>
          )}
          {call.before > 0 ? (
            <span className="call-strip-state">{say("strip.before", { count: call.before + 1 })}</span>
          ) : null}
          <span className="call-strip-acts">
            <button type="button" className="tool" onClick={() => onOpen(call)} data-testid="call-strip-open">
              {say("strip.open")}
            </button>
            <Sort call={call} />
          </span>
        </li>
      ))}
      {calls.length > shownMax ? <li className="call-strip-more">+{calls.length - shownMax}</li> : null}
    </ul>
  );
}

/** A call that is no emergency is sorted in one go; its row leaves the strip when the server has it. */
function Sort({ call }: { readonly call: PhoneCall }) {
  const sort = (kind: string): void => {
    if (kind !== "")
      void sendJson("POST", `/api/v1/calls/${call.id}/sort`, { kind, note: call.note }).catch(() => undefined);
  };
  return (
    <select
      className="text-input call-kind"
      aria-label={say("strip.sort")}
      value=""
      onChange={(event) => sort(event.target.value)}
      data-testid="call-strip-sort"
    >
      <option value="">{say("strip.sort")}</option>
      {callKinds.map((kind) => (
        <option key={kind} value={kind}>
          {say(`kind.${kind}`)}
        </option>
      ))}
    </select>
  );
}
