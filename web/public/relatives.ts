import { add, tell } from "./build-dom.ts";
import type { LaterPart, Shown } from "./part.ts";
import { ask } from "./server.ts";
import type { TextName } from "./texts.ts";

/** A link that lets somebody outside look on. Asked for by a press only: nobody is watched without knowing. */
export function createRelatives(into: HTMLElement, key: string): LaterPart {
  const section = add(into, "section", "part");
  section.setAttribute("data-testid", "relatives");
  const button = add(section, "button", "big");
  const hint = add(section, "p", "quiet");
  const field = add(section, "input", "field");
  const row = add(section, "div", "answers");
  const copy = add(row, "button", "big");
  const share = add(row, "button", "big");
  for (const each of [button, copy, share]) each.type = "button";
  field.readOnly = true;
  field.hidden = row.hidden = true;
  field.setAttribute("data-testid", "relatives-link");
  // Browsers inside messengers have no sharing of their own, and often no clipboard: then the link is marked to be copied by hand.
  share.hidden = typeof navigator.share !== "function";
  let shown: Shown | null = null;
  let said: TextName = "relativesHint";
  const draw = (): void => {
    if (shown === null) return;
    const { words } = shown;
    tell(button, words("relatives"));
    tell(hint, words(said));
    tell(copy, words("relativesCopy"));
    tell(share, words("relativesShare"));
    field.setAttribute("aria-label", words("relatives"));
  };
  button.addEventListener("click", () => {
    ask<{ path: string }>("POST", `/api/v1/public/progress/${encodeURIComponent(key)}/relatives`, {}, ({ body }) => {
      said = body === null ? "relativesFailed" : "relativesHint";
      if (body !== null) {
        field.value = location.origin + body.path;
        field.hidden = row.hidden = false;
        button.hidden = true;
      }
      draw();
    });
  });
  copy.addEventListener("click", () => {
    field.focus();
    field.setSelectionRange(0, field.value.length);
    if (copied()) said = "relativesCopied";
    draw();
  });
  share.addEventListener("click", () => {
    navigator.share({ url: field.value }).catch(() => undefined);
  });
  return {
    draw: (next) => {
      shown = next;
      draw();
    },
  };
}

/** By the old command, which is the one that works everywhere, also on plain http. */
function copied(): boolean {
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
