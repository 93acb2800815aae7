import { add, tell } from "./build-dom.ts";
import { newKey } from "./memory.ts";
import type { LaterPart, Shown } from "./part.ts";
import { insist } from "./server.ts";
import type { TextName } from "./texts.ts";

const kinds: readonly TextName[] = ["fault1", "fault2", "fault3", "fault4"];

/** The lift is out of order and nobody is inside: told with the sign's token, before anybody calls for help. */
export function createFault(into: HTMLElement, lift: string, token: string): LaterPart {
  const section = add(into, "section", "part");
  section.setAttribute("data-testid", "fault");
  const ask = add(section, "button", "link");
  ask.type = "button";
  const said = add(section, "p", "quiet");
  said.setAttribute("role", "status");
  const list = add(section, "div", "quick");
  const buttons = kinds.map((kind) => ({ kind, button: add(list, "button", "big quick-word") }));
  list.hidden = true;
  // One fault for one visit: pressed again, it is the same.
  const key = newKey();
  let shown: Shown | null = null;
  let state: TextName = "faultHint";
  const draw = (): void => {
    if (shown === null) return;
    const { words, number } = shown;
    tell(ask, words("fault"));
    tell(said, words(state, { number }));
    for (const { kind, button } of buttons) tell(button, words(kind));
  };
  const send = (text: string): void => {
    list.hidden = ask.hidden = true;
    state = "faultSending";
    insist<{ no: string }>(
      { method: "POST", url: `${lift}/fault`, body: () => ({ key, t: token, text }) },
      () => {
        state = "faultSent";
        draw();
      },
      () => undefined,
      () => {
        state = "faultRefused";
        draw();
      },
    );
    draw();
  };
  ask.addEventListener("click", () => {
    list.hidden = !list.hidden;
  });
  for (const { button } of buttons) {
    button.type = "button";
    button.addEventListener("click", () => send(button.textContent || ""));
  }
  return {
    draw: (next) => {
      shown = next;
      const { memory } = next.state;
      section.hidden = memory.alarm !== null || memory.progressKey !== null;
      draw();
    },
  };
}
