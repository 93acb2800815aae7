import { type PointerEvent, useRef, useState } from "react";
import { signBox } from "../../src/rooms/rescue/contract/scene.ts";
import { Choice } from "./choice.tsx";
import { d } from "./deed-texts.ts";
import { HoldButton } from "./hold-button.tsx";
import { type PenLine, pathOf, withPoint } from "./pen-lines.ts";
import { SideScreen } from "./side-screen.tsx";

export type HandBack = {
  readonly name: string;
  readonly role: string;
  readonly path: string | null;
  readonly remark: string | null;
};
type Props = { readonly onSigned: (handBack: HandBack) => void; readonly onBack: () => void };

/** 签收: who takes the lift back signs with a finger; where nobody is there, the crew says so. */
export function SignScreen({ onSigned, onBack }: Props) {
  const [who, setWho] = useState<"somebody" | "nobody">("somebody");
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [remark, setRemark] = useState("");
  const [lines, setLines] = useState<readonly PenLine[]>([]);
  const ready = who === "nobody" ? remark.trim() !== "" : name.trim() !== "" && lines.length > 0;
  const sign = (): void =>
    onSigned(
      who === "nobody"
        ? { name: "", role: "", path: null, remark: remark.trim() }
        : { name: name.trim(), role: role.trim(), path: pathOf(lines), remark: null },
    );
  return (
    <SideScreen
      testId="sign"
      onBack={onBack}
      thumb={
        <HoldButton testId="sign-go" disabled={!ready} onHeld={sign}>
          {ready ? d("sign.go") : d(who === "nobody" ? "sign.say" : "sign.fill")}
        </HoldButton>
      }
    >
      <Choice
        legend={d("sign.title")}
        options={[
          { value: "somebody", label: d("sign.somebody") },
          { value: "nobody", label: d("sign.nobody") },
        ]}
        value={who}
        onChange={setWho}
        columns={2}
        testId="sign-who"
      />
      {who === "nobody" ? (
        <label className="text-field">
          {d("sign.remark")}
          <textarea value={remark} maxLength={300} rows={3} onChange={(event) => setRemark(event.target.value)} />
        </label>
      ) : (
        <>
          <Who name={name} role={role} onName={setName} onRole={setRole} />
          <Pad lines={lines} onLines={setLines} />
        </>
      )}
    </SideScreen>
  );
}

type WhoProps = {
  readonly name: string;
  readonly role: string;
  readonly onName: (name: string) => void;
  readonly onRole: (role: string) => void;
};

function Who({ name, role, onName, onRole }: WhoProps) {
  return (
    <div className="typed typed--two">
      <label className="text-field">
        {d("sign.name")}
        <input
          value={name}
          maxLength={40}
          autoComplete="off"
          data-testid="sign-name"
          onChange={(event) => onName(event.target.value)}
        />
      </label>
      <label className="text-field">
        {d("sign.role")}
        <input
          value={role}
          maxLength={40}
          autoComplete="off"
          data-testid="sign-role"
          onChange={(event) => onRole(event.target.value)}
        />
      </label>
    </div>
  );
}

type PadProps = {
  readonly lines: readonly PenLine[];
  readonly onLines: (change: (lines: readonly PenLine[]) => readonly PenLine[]) => void;
};

function Pad({ lines, onLines }: PadProps) {
  const writing = useRef(false);
  const add = (event: PointerEvent<SVGSVGElement>, begin: boolean): void => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const x = Math.min(signBox.width, ((event.clientX - left) / width) * signBox.width);
    const y = Math.min(signBox.height, ((event.clientY - top) / height) * signBox.height);
    onLines((before) => withPoint(begin ? [...before, []] : before, x, y));
  };
  const end = (): void => {
    writing.current = false;
  };
  return (
    <div className="pad">
      <svg
        className="pad__paper"
        viewBox={`0 0 ${signBox.width} ${signBox.height}`}
        role="img"
        aria-label={d("sign.here")}
        data-testid="sign-pad"
        onPointerDown={(event) => {
          writing.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          add(event, true);
        }}
        onPointerMove={(event) => {
          if (writing.current) add(event, false);
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        {lines.length === 0 && (
          <text x={signBox.width / 2} y={signBox.height / 2} textAnchor="middle" className="pad__hint">
            {d("sign.here")}
          </text>
        )}
        <path
          d={pathOf(lines)}
          fill="none"
          stroke="currentColor"
          strokeWidth="5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <button type="button" className="link" onClick={() => onLines(() => [])}>
        {d("sign.again")}
      </button>
    </div>
  );
}
