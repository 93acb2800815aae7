import { useState } from "react";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { Beside, Side } from "./beside.ts";
import { CloseForm } from "./close-form.tsx";
import { FreeForm } from "./free-form.tsx";
import { HelpScreen } from "./help-screen.tsx";
import { LateScreen } from "./late-screen.tsx";
import { type Fix, type Nearness, nearnessOf } from "./nearness.ts";
import type { Outbox } from "./outbox.ts";
import { OutsideScreen } from "./outside-screen.tsx";
import { ScanScreen } from "./scan-screen.tsx";
import { SecureForm } from "./secure-form.tsx";
import { SignScreen } from "./sign-screen.tsx";
import { StepsScreen } from "./steps-screen.tsx";
import type { Summary } from "./summary.ts";
import { TravelScreen } from "./travel-screen.tsx";
import type { PhotoView } from "./use-photo-box.ts";

type Props = {
  readonly task: CrewTask;
  readonly outbox: Outbox;
  readonly position: Fix;
  readonly photos: PhotoView;
  readonly onClosed: (summary: Summary) => void;
};

const ofTheWay: readonly Side[] = ["late", "outside"];

/** The task in hand, by its status: drive, free, make safe, close; or a page beside it. */
export function TaskScreen(props: Props) {
  const { task, outbox } = props;
  const [wanted, setSide] = useState<Side | null>(null);
  // Who is there by another phone's word need not arrive again.
  const side = wanted !== null && ofTheWay.includes(wanted) && task.status !== "accepted" ? null : wanted;
  const back = (): void => setSide(null);
  const beside: Beside = {
    open: setSide,
    withdrawHelp: (helpId) => outbox.put("help-withdraw", task.askId, { helpId }),
  };
  return (
    <>
      <SideOf {...props} back={back} open={setSide} side={side} />
      {/* What was typed in the step stays while another page stands over it. */}
      <div className={side === null ? "step" : "step step--behind"}>
        <StepScreen {...props} beside={beside} />
      </div>
    </>
  );
}

type SideProps = Pick<Props, "task" | "outbox" | "position" | "photos"> & {
  readonly side: Side | null;
  readonly open: (side: Side) => void;
  readonly back: () => void;
};

function SideOf({ task, outbox, position, photos, side, open, back }: SideProps) {
  const tell = (kind: "late" | "help" | "arrived" | "sign", body: object): void => {
    outbox.put(kind, task.askId, body);
    back();
  };
  const near = nearnessOf(task, position, Date.now());
  switch (side) {
    case null:
      return null;
    case "help":
      return <HelpScreen onBack={back} onHelp={(wish) => tell("help", wish)} />;
    case "late":
      return (
        <LateScreen
          task={task}
          onBack={back}
          onLate={(late) => tell("late", { ...late, text: null, expectedAt: task.expectedAt })}
        />
      );
    case "sign":
      return <SignScreen onBack={back} onSigned={(handBack) => tell("sign", handBack)} />;
    case "steps":
      return (
        <StepsScreen
          task={task}
          photos={photos}
          onBack={back}
          onStep={(step, done) => outbox.put("step", task.askId, { step, done })}
        />
      );
    case "scan":
      return (
        <ScanScreen
          task={task}
          onBack={back}
          onProved={(proof) => tell("arrived", { ...arrivalOf(near, position), ...proof })}
        />
      );
    case "outside":
      return (
        <OutsideScreen
          metres={near.kind === "outside" ? near.metres : 0}
          onBack={back}
          onScan={() => open("scan")}
          onArrived={() => tell("arrived", arrivalOf(near, position))}
        />
      );
  }
}

/** Where the phone was, as far as that is known. */
const arrivalOf = ({ position }: Nearness, { accuracyMetres }: Fix) => ({
  position,
  accuracyMetres: position === null ? null : accuracyMetres,
});

/** The step in hand. */
function StepScreen({ task, outbox, position, onClosed, beside }: Props & { readonly beside: Beside }) {
  const [freed, setFreed] = useState<{ count: number; injured: number; at: number } | null>(null);
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
  const near = nearnessOf(task, position, Date.now());
  switch (task.status) {
    case "asked":
    case "stood-down":
      return null;
    case "accepted":
      return (
        <TravelScreen
          task={task}
          position={position.position}
          near={near}
          beside={beside}
          onArrived={() =>
            near.kind === "outside"
              ? beside.open("outside")
              : outbox.put("arrived", task.askId, arrivalOf(near, position))
          }
        />
      );
    case "arrived":
      return (
        <FreeForm
          task={task}
          beside={beside}
          onFreed={(body) => {
            setFreed({ count: body.count, injured: body.injured, at: Date.now() });
            outbox.put("freed", task.askId, body);
          }}
        />
      );
    case "freed":
      return (
        <SecureForm
          task={task}
          beside={beside}
          onSecured={(state, repair) => {
            outbox.put("secured", task.askId, { state });
            if (repair !== null) outbox.put("repair", task.askId, repair);
          }}
        />
      );
    case "secured":
      return <CloseForm task={task} beside={beside} onClose={close} />;
  }
}
