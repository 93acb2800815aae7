import { useState } from "react";
import { sameCode, scannedCode } from "../../src/rooms/rescue/contract/scanned-code.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { vibrate } from "./alert.ts";
import { Camera } from "./camera.tsx";
import { d } from "./deed-texts.ts";
import { SideScreen } from "./side-screen.tsx";

/** What proves which lift: the text of its QR code, or the digits as they were typed. */
export type CodeProof = { readonly scan: string } | { readonly code: string };
type Props = { readonly task: CrewTask; readonly onProved: (proof: CodeProof) => void; readonly onBack: () => void };

/** The code in the car, checked against the one that came with the task: it works without a signal. */
export function ScanScreen({ task, onProved, onBack }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const own = task.rescueCode;
  const check = (code: string, proof: CodeProof): void => {
    if (own !== null && sameCode(code, own)) {
      vibrate(60);
      onProved(proof);
      return;
    }
    vibrate([80, 60, 80]);
    setProblem(d("scan.other", { code, place: task.place, own: own ?? "" }));
  };
  const onScan = (text: string): void => {
    const scanned = scannedCode(text);
    if (scanned === null) setProblem(d("scan.not-a-lift"));
    else check(scanned.code, { scan: text.slice(0, 500) });
  };
  return (
    <SideScreen testId="scan" onBack={onBack}>
      <h1>{d("scan.title")}</h1>
      {own === null ? (
        <p className="warning">{d("scan.no-code")}</p>
      ) : (
        <>
          {problem !== null && (
            <p className="problem" role="alert" data-testid="scan-problem">
              {problem}
            </p>
          )}
          <Camera onCode={onScan} />
          <form
            className="typed"
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.trim() !== "") check(typed.trim(), { code: typed.trim() });
            }}
          >
            <label className="text-field">
              {d("scan.type")}
              <input
                value={typed}
                maxLength={60}
                autoCapitalize="characters"
                autoComplete="off"
                inputMode={/^\d+$/.test(own) ? "numeric" : "text"}
                data-testid="scan-typed"
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
            <button type="submit" className="button" data-testid="scan-check">
              {d("scan.check")}
            </button>
          </form>
        </>
      )}
    </SideScreen>
  );
}
