/**
 * What comes after the first view: text with the desk, the link for relatives, the small map. The page helps without it; where it
 * cannot be loaded the button, the telephone and the progress are there all the same.
 */
import { add } from "./build-dom.ts";
import { isOver } from "./car-state.ts";
import { createChat } from "./chat.ts";
import { createFault } from "./fault.ts";
import { createHazards } from "./hazards.ts";
import { createMap } from "./map.ts";
import type { LaterPart } from "./part.ts";
import { createRelatives } from "./relatives.ts";

export function createLater(into: HTMLElement): LaterPart {
  const ofRescue = add(into, "div", "");
  const beforeIt = add(into, "div", "");
  let fault: LaterPart | null = null;
  let key = "";
  let parts: LaterPart[] = [];
  return {
    draw: (shown) => {
      const { memory, relative } = shown.state;
      const wanted = memory.progressKey === null || isOver(memory) || relative !== null ? "" : memory.progressKey;
      if (wanted !== key) {
        key = wanted;
        ofRescue.textContent = "";
        parts =
          key === ""
            ? []
            : [createHazards, createChat, createMap, createRelatives].map((create) => create(ofRescue, key));
      }
      if (fault === null && shown.token !== null) fault = createFault(beforeIt, shown.lift, shown.token);
      if (fault !== null) fault.draw(shown);
      for (const part of parts) part.draw(shown);
    },
  };
}
