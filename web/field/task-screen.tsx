import { useState } from "react";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { CloseForm } from "./close-form.tsx";
import { FreeForm } from "./free-form.tsx";
import { LateScreen } from "./late-screen.tsx";
import type { Outbox } from "./outbox.ts";
import type { Position } from "./route.ts";
import { SecureForm } from "./secure-form.tsx";
import type { Summary } from "./summary.ts";
import { TravelScreen } from "./travel-screen.tsx";

type Props = {
  readonly task: CrewTask;
  readonly outbox: Outbox;
  readonly position: Position | null;
  readonly onClosed: (summary: Summary) => void;
};

/** A page beside the step in hand. */
type Side = "late" | null;

/** The task in hand, by its status: drive, free, make safe, close. */
export function TaskScreen({ task, outbox, position, onClosed }: Props) {
  const [freed, setFreed] = useState<{ count: number; injured: number; at: number } | null>(null);
  const [side, setSide] = useState<Side>(null);
  const close = (cause: string, body: object): void => {
    onClosed({
      askId: task.askId,
      no: task.no,
      place: task.place,
      trappedSince: task.trappedSince,
      freedAt: freed?.at ?? null,
      count: freed?.count ?? null,
      injured: freed?.injured ?? null,
      cause,
    });
    outbox.put("close", task.askId, body);
  };
  switch (task.status) {
    case "asked":
    case "stood-down":
      return null;
    case "accepted":
      return side === "late" ? (
        <LateScreen
          task={task}
          onBack={() => setSide(null)}
          onLate={(late) => {
            outbox.put("late", task.askId, { ...late, text: null, expectedAt: task.expectedAt });
            setSide(null);
          }}
        />
      ) : (
        <TravelScreen
          task={task}
          position={position}
          onLate={() => setSide("late")}
          onArrived={() => outbox.put("arrived", task.askId, { position })}
        />
      );
    case "arrived":
      return (
        <FreeForm
          task={task}
          onFreed={(body) => {
            setFreed({ count: body.count, injured: body.injured, at: Date.now() });
            outbox.put("freed", task.askId, body);
          }}
        />
      );
    case "freed":
      return <SecureForm task={task} onSecured={(state) => outbox.put("secured", task.askId, { state })} />;
    case "secured":
      return <CloseForm task={task} onClose={close} />;
  }
}
