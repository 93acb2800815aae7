/**
 * The page of the link in the SMS to a use unit: where somebody is trapped, how the rescue stands, and three answers without log-in. No
 * framework and nothing newer than 2019: it opens in the browser of whatever phone the guard has.
 */
import type { UseUnitPage } from "../../src/rooms/rescue/contract/use-unit-page.ts";
import { newKey } from "../public/memory.ts";
import { type Answer, answers, stageWord, words } from "./unit-words.ts";

const lookEveryMs = 10_000;
const keyPart = /^\/u\/([\w-]+)/.exec(location.pathname);
const url = `/api/v1/public/use-unit/${keyPart === null ? "none" : keyPart[1]}`;

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const write = (id: string, text: string): void => {
  if (element(id).textContent !== text) element(id).textContent = text;
};

let page: UseUnitPage | null = null;
/** One key for one answer until it is known to have arrived: a lost reply does not answer twice. */
let pending: { readonly answer: Answer; readonly key: string } | null = null;

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
/** In China's time, as the rescue centre speaks of it. */
function clock(at: number): string {
  const day = new Date(at + 8 * 3_600_000);
  return `${two(day.getUTCHours())}:${two(day.getUTCMinutes())}`;
}

function draw(): void {
  for (const each of answers) write(each, words[each]);
  if (page === null) return;
  const over = page.stage === "freed" || page.stage === "secured" || page.stage === "closed";
  write("alarm", over ? "" : words.alarm(page.persons, page.vulnerable, clock(page.trappedSince)));
  write("place", page.place);
  write(
    "where",
    [page.address, page.rescueCode === null ? null : `${words.code} ${page.rescueCode}`].filter(Boolean).join(" · "),
  );
  write("stage", stageWord(page.stage));
  write("expected", page.expectedAt === null || over ? "" : words.expected(clock(page.expectedAt)));
  element("answers").hidden = over;
  for (const each of answers) {
    const chosen = pending === null ? page.answer === each : pending.answer === each;
    element(each).setAttribute("aria-pressed", String(chosen));
  }
  write(
    "said",
    over ? "" : pending !== null ? words.sending : answers.some((each) => page?.answer === each) ? words.told : "",
  );
  const todo = element("todo");
  if (todo.children.length === 0 && !over)
    for (const text of words.todo) todo.appendChild(document.createElement("li")).textContent = text;
  todo.hidden = over;
  drawCall(page.centreNumber);
  write("no", words.no(page.no));
}

/** Only once the city's number is known: another one would be worse than none. */
function drawCall(number: string): void {
  const line = element("call-line");
  if (line.children.length > 0) return;
  const call = document.createElement("a");
  call.className = "call";
  call.href = `tel:${number}`;
  line.appendChild(call).textContent = words.call(number);
}

async function look(): Promise<void> {
  try {
    const reply = await fetch(url, { headers: { accept: "application/json" } });
    if (reply.status === 404) {
      write("stage", words.gone);
      return;
    }
    if (reply.ok) page = (await reply.json()) as UseUnitPage;
    draw();
  } catch {
    write("said", words.lost);
  }
}

async function send(): Promise<void> {
  if (pending === null) return;
  const { answer, key } = pending;
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key, answer }),
    });
    if (reply.ok || reply.status === 409 || reply.status === 404) pending = null;
    await look();
  } catch {
    write("said", words.lost);
  }
}

for (const answer of answers)
  element(answer).addEventListener("click", () => {
    pending = { answer, key: newKey() };
    draw();
    void send();
  });

draw();
void look();
setInterval(() => void (pending === null ? look() : send()), lookEveryMs);
