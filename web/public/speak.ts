import { recall, remember } from "./memory.ts";
import { drawFixedWords, drawLanguages, drawTip, onPress } from "./screen.ts";
import { furtherLanguages, type Language, languages, type Words, wordsOf } from "./texts.ts";

const languageName = "sp.car-language";
const tipEveryMs = 12_000;
const loadAgainMs = 4_000;

let spoken: Language | undefined = languages[0];
let spokenWords: Words = (name) => name;
let tip = 0;
let wanted = "";
let onSpoken: () => void = () => undefined;

/** The words in the language that is spoken now. */
export const words = (): Words => spokenWords;

/** Speaks the language chosen before, else the phone's own where we have it, else Chinese. `spoke` draws what stands on the page. */
export function begin(spoke: () => void): void {
  onSpoken = spoke;
  if (languages[0] !== undefined) speak(languages[0]);
  const first = recall<string>(languageName) || ownOfPhone();
  if (first !== "zh-CN") choose(first);
  turnTips();
}

const choices = (): { readonly id: string; readonly own: string }[] => {
  const all: { readonly id: string; readonly own: string }[] = [];
  return all.concat(languages, furtherLanguages);
};

function ownOfPhone(): string {
  const own = (navigator.language || "").slice(0, 2).toLowerCase();
  const found = choices().filter(({ id }) => id.slice(0, 2) === own)[0];
  return found === undefined ? "zh-CN" : found.id;
}

/** A further language comes by a file of its own; until it is here the page goes on in the one before. */
function choose(id: string): void {
  wanted = id;
  const here = languages.filter((each) => each.id === id)[0];
  if (here !== undefined) {
    speak(here);
    return;
  }
  const further = furtherLanguages.filter((each) => each.id === id)[0];
  if (further === undefined) return;
  further
    .load()
    .then(({ default: { words: table, tips } }) => {
      if (wanted === id) speak({ id, own: further.own, words: table, tips });
    })
    .catch(() => window.setTimeout(() => wanted === id && choose(id), loadAgainMs));
}

function speak(language: Language): void {
  spoken = language;
  spokenWords = wordsOf(language.words);
  document.documentElement.lang = language.id;
  drawFixedWords(spokenWords);
  drawLanguages(
    choices().filter(({ id }) => id !== language.id),
    (id) => {
      remember(languageName, id);
      choose(id);
    },
  );
  drawTip(language.tips[tip] || "");
  onSpoken();
}

/** What to do and not to do, one sentence after the other; by hand where somebody wants no motion. */
function turnTips(): void {
  const next = (): void => {
    if (spoken === undefined) return;
    tip = (tip + 1) % spoken.tips.length;
    drawTip(spoken.tips[tip] || "");
  };
  const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const turning = still ? 0 : window.setInterval(next, tipEveryMs);
  onPress("next-tip", () => {
    clearInterval(turning);
    next();
  });
}
