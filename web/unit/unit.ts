/**
 * The page of the link in the SMS to a use unit: where somebody is trapped, how the rescue stands, and three answers without log-in. No
 * framework and nothing newer than 2019: it opens in the browser of whatever phone the guard has.
 */
import type { Hazard } from "../../src/rooms/rescue/contract/hazards.ts";
import type { UseUnitPage } from "../../src/rooms/rescue/contract/use-unit-page.ts";
import { newKey } from "../public/memory.ts";
import { isRefusal } from "../ui/is-refusal.ts";
import { type Answer, answers, hazardWords, stageWord, words } from "./unit-words.ts";

const lookEveryMs = 10_000;
const keyPart = /^\/u\/([\w-]+)/.exec(location.pathname);
const url = `/api/v1/public/use-unit/${keyPart === null ? "none" : keyPart[1]}`;

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const write = (id: string, text: string): void => {
  if (element(id).textContent !== text) element(id).textContent = text;
};

let page: UseUnitPage | null = null;
type Pending =
  | { readonly answer: Answer; readonly key: string }
  | { readonly hazards: readonly Hazard[]; readonly key: string }
  | { readonly round: number; readonly inside: boolean; readonly key: string };
/** What was pressed and is not known to have arrived, one key each: a lost reply does not answer twice. The newest of its kind counts. */
let pending: readonly Pending[] = [];
let sending = false;

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
  const said = pending.filter(isAnswer)[0];
  for (const each of answers)
    element(each).setAttribute("aria-pressed", String((said === undefined ? page.answer : said.answer) === each));
  const answered = answers.some((each) => page?.answer === each);
  write("said", over ? "" : pending.length > 0 ? words.sending : answered ? words.told : "");
  drawInside(page);
  drawHazards(page, over);
  element("other").hidden = over;
  write("other-ask", words.otherAsk);
  write("other-send", words.otherSend);
  const todo = element("todo");
  if (todo.children.length === 0 && !over)
    for (const text of words.todo) todo.appendChild(document.createElement("li")).textContent = text;
  todo.hidden = over;
  drawCall(page.centreNumber);
  write("no", words.no(page.no));
}

const isAnswer = (each: Pending): each is Extract<Pending, { answer: Answer }> => "answer" in each;

const isRound = (each: Pending): each is Extract<Pending, { round: number }> => "round" in each;
const isHazard = (each: Pending): each is Extract<Pending, { hazards: readonly Hazard[] }> => "hazards" in each;
const hazardNames = Object.keys(hazardWords) as Hazard[];

/** One press each; what was told stays pressed, and only the desk takes it back. */
function drawHazards({ hazards }: UseUnitPage, over: boolean): void {
  element("hazards").hidden = over;
  write("hazard-ask", words.hazardAsk);
  const list = element("hazard-list");
  if (list.children.length === 0)
    for (const hazard of hazardNames) {
      const button = document.createElement("button");
      button.type = "button";
      button.id = `hazard-${hazard}`;
      button.textContent = hazardWords[hazard];
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-pressed") !== "true") press({ hazards: [hazard], key: newKey() });
      });
      list.appendChild(button);
    }
  const told = pending.filter(isHazard).reduce<readonly Hazard[]>((all, each) => all.concat(each.hazards), hazards);
  for (const hazard of hazardNames)
    element(`hazard-${hazard}`).setAttribute("aria-pressed", String(told.indexOf(hazard) >= 0));
}

/** 「里面还有人吗」 in a storm; the answer can be changed as long as the question stands. */
function drawInside({ stillInside }: UseUnitPage): void {
  element("inside").hidden = stillInside === null;
  if (stillInside === null) return;
  write("inside-ask", words.insideAsk);
  write("still-inside", words.inside);
  write("all-out", words.outside);
  const said = pending.filter(isRound).filter(({ round }) => round === stillInside.round)[0];
  const known = said === undefined ? stillInside.inside : said.inside;
  element("still-inside").setAttribute("aria-pressed", String(known === true));
  element("all-out").setAttribute("aria-pressed", String(known === false));
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

/** One key for one code: pressed again, or after a lost reply, it is the same report. */
let other = { code: "", key: "" };

async function report(): Promise<void> {
  const code = element<HTMLInputElement>("other-code").value.trim();
  if (code === "") return;
  if (other.code !== code) other = { code, key: newKey() };
  write("other-said", words.sending);
  try {
    const reply = await fetch(`${url}/report`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: other.key, rescueCode: code }),
    });
    if (reply.ok) write("other-said", words.otherDone(((await reply.json()) as { no: string }).no));
    else write("other-said", isRefusal(reply.status) ? words.otherUnknown : words.lost);
  } catch {
    write("other-said", words.lost);
    setTimeout(() => void report(), lookEveryMs);
  }
}

async function look(): Promise<void> {
  try {
    const reply = await fetch(url, { headers: { accept: "application/json" } });
    if (isRefusal(reply.status)) {
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
  const first = pending[0];
  if (first === undefined || sending) return;
  sending = true;
  try {
    const reply = await fetch(url + pathOf(first), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(first),
    });
    if (reply.ok || isRefusal(reply.status)) pending = pending.filter(({ key }) => key !== first.key);
    await look();
    sending = false;
    if (reply.ok) void send();
  } catch {
    sending = false;
    write("said", words.lost);
  }
}

const pathOf = (each: Pending): string => (isAnswer(each) ? "" : isHazard(each) ? "/hazards" : "/still-inside");

/** The newest answer and the newest word about a round count; each hazard is told. */
function press(next: Pending): void {
  pending = pending.filter((each) => isHazard(each) || pathOf(each) !== pathOf(next)).concat([next]);
  draw();
  void send();
}

for (const answer of answers) element(answer).addEventListener("click", () => press({ answer, key: newKey() }));
for (const [id, inside] of [
  ["still-inside", true],
  ["all-out", false],
] as const)
  element(id).addEventListener("click", () => {
    if (page === null || page.stillInside === null) return;
    press({ round: page.stillInside.round, inside, key: newKey() });
  });

element("other").addEventListener("submit", (event) => {
  event.preventDefault();
  void report();
});
draw();
void look();
setInterval(() => void (pending.length === 0 ? look() : send()), lookEveryMs);
