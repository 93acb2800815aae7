import type { IncidentRow } from "../../../../src/rooms/rescue/contract.ts";
import type { CommandState } from "../use-command.ts";

/** What every form of the panel gets: the incident, the way to send its command, what to do when it is done or given up. */
export type FormProps = {
  readonly row: IncidentRow;
  readonly command: CommandState;
  readonly onDone: () => void;
};
