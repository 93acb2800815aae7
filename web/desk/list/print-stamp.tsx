import { serverNow } from "../../ui/clock.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { say } from "../texts/list-texts.ts";

/** On paper only: when it was printed, and what it is. */
export const PrintStamp = () => (
  <p className="print-stamp">{say("print.stamp", { time: formatDateTime(serverNow()), path: location.pathname })}</p>
);

export const PrintButton = () => (
  <button type="button" className="plain-button" onClick={() => window.print()} data-testid="print">
    {say("print")}
  </button>
);
