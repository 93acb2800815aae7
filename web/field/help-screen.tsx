import { useState } from "react";
import { type HelpKind, helpKinds } from "../../src/rooms/rescue/contract/crew-phone.ts";
import { crewWord } from "../ui/texts/crew-words.ts";
import { Choice } from "./choice.tsx";
import { d } from "./deed-texts.ts";
import { HoldButton } from "./hold-button.tsx";
import { SideScreen } from "./side-screen.tsx";

export type HelpWish = { readonly what: HelpKind; readonly text: string | null };
type Props = { readonly onHelp: (wish: HelpWish) => void; readonly onBack: () => void };

/** 求助: one choice, a few words where there is time for them; who must not wait calls at once. */
export function HelpScreen({ onHelp, onBack }: Props) {
  const [what, setWhat] = useState<HelpKind | null>(null);
  const [text, setText] = useState("");
  const service = what === "fire" ? "119" : what === "ambulance" ? "120" : what === "police" ? "110" : null;
  const ask = (): void => {
    const words = text.trim().slice(0, 200);
    if (what !== null) onHelp({ what, text: words === "" ? null : words });
  };
  return (
    <SideScreen
      testId="help-form"
      onBack={onBack}
      thumb={
        <HoldButton testId="help" disabled={what === null} onHeld={ask}>
          {what === null ? d("help.choose") : d("help.go")}
        </HoldButton>
      }
    >
      <Choice
        legend={d("help.title")}
        options={helpKinds.map((value) => ({ value, label: crewWord(`help.${value}`) }))}
        value={what}
        onChange={setWhat}
        testId="help-what"
      />
      {service !== null && (
        <p>
          {d("help.call")}{" "}
          <a className="button button--warn" href={`tel:${service}`}>
            {service}
          </a>
        </p>
      )}
      <label className="text-field">
        {d("help.text")}
        <input value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
      </label>
    </SideScreen>
  );
}
