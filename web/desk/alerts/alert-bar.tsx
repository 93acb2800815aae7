import "./alert-bar.css";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/desk-texts.ts";
import type { Alerts } from "./use-alerts.ts";

type Props = { readonly alerts: Alerts; readonly onShow: (incidentId: string) => void };

/** What is new stands above the columns until somebody says that he knows; it covers nothing. */
export function AlertBar({ alerts, onShow }: Props) {
  const first = alerts.waiting[0];
  if (first === undefined) return null;
  const { row } = first;
  return (
    <div className={`alert alert--${row.urgency}`} role="alert" data-testid="alert-bar">
      <UrgencyMark urgency={row.urgency} size={18} />
      <span className="alert-text" title={row.place}>
        {say("alert.text", { what: say(first.raised ? "alert.raised" : "alert.new"), place: row.place })}
      </span>
      {alerts.waiting.length > 1 ? <span>+{alerts.waiting.length - 1}</span> : null}
      <button type="button" className="bar-button bar-button--strong" onClick={() => onShow(row.id)}>
        {say("alert.show")}
      </button>
      <button
        type="button"
        className="bar-button bar-button--strong"
        onClick={() => alerts.acknowledge()}
        data-testid="alert-acknowledge"
      >
        {say("alert.acknowledge")} <kbd>m</kbd>
      </button>
    </div>
  );
}
