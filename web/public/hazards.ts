import { add, tell } from "./build-dom.ts";
import { newKey } from "./memory.ts";
import type { LaterPart, Shown } from "./part.ts";
import { insist } from "./server.ts";
import type { TextName } from "./texts.ts";

const kinds: readonly [string, TextName][] = [
  ["injury", "hazard1"],
  ["illness", "hazard2"],
  ["fire", "hazard3"],
  ["water", "hazard4"],
  ["child-alone", "hazard5"],
];

/** Hurt, ill, smoke, water, a child alone: one press each, told until the centre has it; 120 or 119 is then called at once. */
export function createHazards(into: HTMLElement, key: string): LaterPart {
  const section = add(into, "section", "part");
  section.setAttribute("data-testid", "hazards");
  const ask = add(section, "p", "");
  const list = add(section, "div", "quick");
  const said = add(section, "p", "quiet");
  said.setAttribute("role", "status");
  let shown: Shown | null = null;
  let state: TextName | null = null;
  const draw = (): void => {
    if (shown === null) return;
    const { words } = shown;
    tell(ask, words("hazardAsk"));
    tell(said, state === null ? "" : words(state));
    for (const { button, text } of buttons) tell(button, words(text));
  };
  const send = (hazard: string, button: HTMLButtonElement): void => {
    if (button.getAttribute("aria-pressed") === "true") return;
    button.setAttribute("aria-pressed", "true");
    state = "hazardSending";
    const sent = newKey();
    const over = (next: TextName) => (): void => {
      state = next;
      draw();
    };
    insist<object>(
      {
        method: "POST",
        url: `/api/v1/public/progress/${encodeURIComponent(key)}/hazards`,
        body: () => ({ key: sent, hazards: [hazard] }),
      },
      over("hazardSent"),
      () => undefined,
      over("hazardSent"),
    );
    draw();
  };
  const buttons = kinds.map(([hazard, text]) => {
    const button = add(list, "button", "big quick-word");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("data-testid", `hazard-${hazard}`);
    button.addEventListener("click", () => send(hazard, button));
    return { button, text };
  });
  return {
    draw: (next) => {
      shown = next;
      const { progress } = next.state.memory;
      // Once they are out nobody inside has to say it.
      section.hidden =
        progress !== null && progress.stage !== undefined && /^(freed|secured|closed)$/.test(progress.stage);
      draw();
    },
  };
}
