import { formatDistance } from "../ui/format-distance.ts";
import { d } from "./deed-texts.ts";
import { HoldButton } from "./hold-button.tsx";
import { SideScreen } from "./side-screen.tsx";

type Props = {
  readonly metres: number;
  readonly onArrived: () => void;
  readonly onScan: () => void;
  readonly onBack: () => void;
};

/** The phone is not near the lift by its position: asked once more, and never refused. */
export function OutsideScreen({ metres, onArrived, onScan, onBack }: Props) {
  return (
    <SideScreen
      testId="outside"
      onBack={onBack}
      thumb={
        <>
          <button type="button" className="button" data-testid="outside-scan" onClick={onScan}>
            {d("scan.open")}
          </button>
          <HoldButton testId="arrived-anyway" tone="plain" onHeld={onArrived}>
            {d("outside.go")}
          </HoldButton>
        </>
      }
    >
      <h1>{d("outside.title")}</h1>
      <p className="warning">{d("outside.far", { metres: formatDistance(metres) })}</p>
      <p>{d("outside.note")}</p>
    </SideScreen>
  );
}
