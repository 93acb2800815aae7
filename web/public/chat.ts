import type { CarChat } from "../../src/rooms/rescue/contract/chat.ts";
import { add, tell } from "./build-dom.ts";
import { arrived, type ChatMemory, emptyChat, refusedLine, toSend, written } from "./chat-memory.ts";
import { newKey, recall, remember } from "./memory.ts";
import type { LaterPart, Shown } from "./part.ts";
import { ask, insist } from "./server.ts";
import type { TextName, Words } from "./texts.ts";

const quickWords: readonly TextName[] = ["quick1", "quick2", "quick3", "quick4"];
const askAgainMs = 4_000;
const textMax = 500;

/** Text with the desk. Each line has an id of its own, so that what is sent twice arrives once. */
export function createChat(into: HTMLElement, key: string): LaterPart {
  const url = `/api/v1/public/progress/${encodeURIComponent(key)}/chat`;
  const name = `sp.car-chat.${key}`;
  let memory: ChatMemory = Object.assign({}, emptyChat, recall<ChatMemory>(name));
  let shown: Shown | null = null;
  const parts = buildChat(into);

  const keep = (next: ChatMemory): void => {
    memory = next;
    remember(name, memory);
    if (shown !== null) drawLines(parts.list, memory, shown);
  };
  const box: Box = { url, get: () => memory, keep };
  const fetchNew = createFetching(box);
  const send = createSending(box);
  const write = (text: string): void => {
    if (text.trim() === "") return;
    keep(written(memory, { id: newKey(), text: text.trim().slice(0, textMax) }));
    send();
  };
  parts.onWrite(write);
  send();
  return {
    draw: (next) => {
      const before = shown;
      shown = next;
      if (before === null || before.words !== next.words) {
        parts.speak(next.words);
        drawLines(parts.list, memory, next);
      }
      const { progress } = next.state.memory;
      if (progress !== null && progress.chat > memory.last) fetchNew();
    },
  };
}

type Box = {
  readonly url: string;
  readonly get: () => ChatMemory;
  readonly keep: (memory: ChatMemory) => void;
};

/** Asks for what is new. A failure comes again with the next draw, but not more often than every few seconds. */
function createFetching({ url, get, keep }: Box): () => void {
  let asking = false;
  let askedAt = 0;
  return () => {
    if (asking || Date.now() - askedAt < askAgainMs) return;
    asking = true;
    askedAt = Date.now();
    ask<CarChat>("GET", `${url}?after=${get().last}`, null, (answer) => {
      asking = false;
      if (answer.body === null) return;
      askedAt = 0;
      keep(arrived(get(), answer.body.lines, answer.body.last));
    });
  };
}

/** Sends what waits, one line after the other, each until it has arrived or was refused. */
function createSending({ url, get, keep }: Box): () => void {
  let sending = "";
  const send = (): void => {
    const line = toSend(get());
    if (line === undefined || sending !== "") return;
    sending = line.id;
    const over = (next: ChatMemory): void => {
      sending = "";
      keep(next);
      send();
    };
    insist<{ no: number }>(
      { method: "POST", url, body: () => ({ id: line.id, text: line.text }) },
      ({ no }) => over(arrived(get(), [{ id: line.id, no, from: "car", text: line.text, at: Date.now() }], 0)),
      () => undefined,
      () => over(refusedLine(get(), line.id)),
    );
  };
  return send;
}

type ChatParts = {
  readonly list: HTMLElement;
  readonly speak: (words: Words) => void;
  readonly onWrite: (act: (text: string) => void) => void;
};

function buildChat(into: HTMLElement): ChatParts {
  const section = add(into, "section", "part");
  section.setAttribute("data-testid", "chat");
  const title = add(section, "h2", "");
  const hint = add(section, "p", "quiet");
  const list = add(section, "div", "lines");
  list.setAttribute("role", "log");
  list.setAttribute("aria-live", "polite");
  list.setAttribute("tabindex", "0");
  const quick = add(section, "div", "quick");
  const buttons = quickWords.map((word) => ({ word, button: add(quick, "button", "big quick-word") }));
  const form = add(section, "form", "write");
  const input = add(form, "input", "field");
  input.type = "text";
  input.maxLength = textMax;
  input.autocomplete = "off";
  input.setAttribute("enterkeyhint", "send");
  input.setAttribute("data-testid", "chat-text");
  const send = add(form, "button", "big send");
  send.type = "submit";
  send.setAttribute("data-testid", "chat-send");
  return {
    list,
    speak: (words) => {
      tell(title, words("chat"));
      tell(hint, words("chatHint"));
      tell(send, words("chatSend"));
      list.setAttribute("aria-label", words("chat"));
      input.placeholder = words("chatType");
      input.setAttribute("aria-label", words("chatType"));
      for (const { word, button } of buttons) tell(button, words(word));
    },
    onWrite: (act) => {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        act(input.value);
        input.value = "";
      });
      for (const { button } of buttons) {
        button.type = "button";
        button.addEventListener("click", () => act(button.textContent || ""));
      }
    },
  };
}

/** Draws the lines anew; the list is short, and the place where one types is no part of it. */
function drawLines(list: HTMLElement, memory: ChatMemory, { words, number }: Shown): void {
  list.textContent = "";
  for (const { id, from, text } of memory.lines) {
    const mine = memory.mine.indexOf(id) >= 0;
    line(list, from === "desk" ? "desk" : "car", {
      who: words(from === "desk" ? "chatDesk" : mine ? "chatMine" : "chatCar"),
      text,
    });
  }
  for (const { text, failed } of memory.waiting) {
    const item = line(list, "car", { who: words("chatMine"), text });
    tell(add(item, "span", "quiet waits"), failed ? words("chatFailed", { number }) : words("chatWaits"));
  }
  list.hidden = list.childNodes.length === 0;
  list.scrollTop = list.scrollHeight;
}

function line(list: HTMLElement, from: "desk" | "car", { who, text }: { who: string; text: string }): HTMLElement {
  const item = add(list, "div", `line ${from}`);
  tell(add(item, "span", "quiet who"), who);
  tell(add(item, "span", "said"), text);
  return item;
}
