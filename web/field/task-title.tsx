import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { t } from "./texts.ts";

/** Place and stage above each form, so that nobody fills in the wrong lift. */
export function TaskTitle({ task }: { readonly task: CrewTask }) {
  return (
    <div className="task-title">
      <p className="task-title__stage" data-testid="task-stage" data-stage={task.status}>
        {task.status === "asked" || task.status === "stood-down" ? "" : t(`stage.${task.status}`)}{" "}
        <span className="quiet">{task.no}</span>
      </p>
      <h1 data-testid="place">{task.place}</h1>
    </div>
  );
}
