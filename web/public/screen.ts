import type { CarPage } from "../../src/rooms/rescue/contract.ts";
import type { Words } from "./texts.ts";
import type { Screen } from "./what-to-say.ts";

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has #${id}`);
  return found;
};

/** Writes only what changed, so that a screen reader says nothing twice. */
function write(id: string, text: string | null): void {
  const target = element(id);
  const hidden = text === null;
  if (target.hidden !== hidden) target.hidden = hidden;
  if (text !== null && target.textContent !== text) target.textContent = text;
}

export function drawScreen(screen: Screen): void {
  const state = element("state");
  state.setAttribute("data-tone", screen.tone);
  state.setAttribute("data-stage", screen.stage);
  write("headline", screen.headline);
  write("minutes", screen.minutes);
  write("detail", screen.detail);
  write("note", screen.note);
  element("trapped").hidden = screen.trapped === null;
  if (screen.trapped !== null) write("trapped-word", screen.trapped);
  element("trapped").className = screen.trappedSmall ? "big trapped small" : "big trapped";
  write("free", screen.free);
  write("mistake", screen.mistake);
  drawInside(screen.inside);
  write("since", screen.since);
  element("tips").hidden = !screen.tips;
}

function drawInside(asked: Screen["inside"]): void {
  element("inside").hidden = asked === null;
  if (asked === null) return;
  write("inside-ask", asked.ask);
  write("inside-yes", asked.yes);
  write("out", asked.no);
  element("inside-yes").setAttribute("aria-pressed", String(asked.chosen === true));
  element("out").setAttribute("aria-pressed", String(asked.chosen === false));
}

/** Button that waits for its second press. */
export function markSure(which: string | null): void {
  for (const id of ["free", "mistake", "out"]) element(id).className = id === which ? "big sure" : "big";
}

/** Where the person is: the place with the token, else the code to say on the phone. */
export function drawPage(page: CarPage | null, code: string, words: Words): void {
  const number = page === null ? null : page.centreNumber;
  if (number !== null) element("call").setAttribute("href", `tel:${number.replace(/[^\d+*#]/g, "")}`);
  write("call", words("call", { number: number === null ? "96333" : number }));
  const where = element("where");
  where.textContent = "";
  if (page !== null && page.place !== null) {
    const place = document.createElement("strong");
    place.className = "place";
    place.textContent = page.place;
    where.appendChild(document.createTextNode(words("weKnow")));
    where.appendChild(place);
    return;
  }
  const unknown = page !== null && !page.known ? words("unknown") : "";
  where.textContent = code === "" ? words("noPlaceYet") : unknown + words("code", { code });
}

/** For relatives: what this page is, and the place where they may know it. */
export function drawForRelative(place: string | null, words: Words): void {
  const where = element("where");
  where.textContent = words("forRelatives");
  element("call").hidden = true;
  if (place === null) return;
  const strong = document.createElement("strong");
  strong.className = "place";
  strong.textContent = place;
  where.appendChild(strong);
}

export function drawFixedWords(words: Words): void {
  document.title = words("name");
  write("name", words("name"));
  write("next-tip", words("nextTip"));
  element("trapped-wait").textContent = words("wait");
}

type Choice = { readonly id: string; readonly own: string };

/** A button for each language that is not spoken now, by its own name. */
export function drawLanguages(others: readonly Choice[], choose: (id: string) => void): void {
  const row = element("languages");
  row.textContent = "";
  for (const { id, own } of others) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.setAttribute("lang", id);
    button.setAttribute("data-language", id);
    button.textContent = own;
    button.addEventListener("click", () => choose(id));
    row.appendChild(button);
  }
}

export const laterPlace = (): HTMLElement => element("later");

export const drawTip = (text: string): void => write("tip", text);

/** A press by finger, mouse, Enter or (a link does not know it by itself) the space bar. */
export function onPress(id: string, act: () => void): void {
  const target = element(id);
  target.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  if (target.tagName !== "A") return;
  target.setAttribute("role", "button");
  target.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    act();
  });
}
