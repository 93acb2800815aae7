/**
 * The page behind the code in the car: ask for help, and see it come. No framework, because the reader may have an old
 * phone and one bar of signal. What it knows is `CarState`; what it says is `whatToSay`.
 */
import type { CarPage, CarProgress } from "../../src/rooms/rescue/contract.ts";
import { type CarMemory, type CarState, emptyMemory, isOver, pressed, type Said } from "./car-state.ts";
import { type Follower, followProgress } from "./follow-progress.ts";
import { newKey, recall, recallMemory, remember } from "./memory.ts";
import { drawFixedWords, drawPage, drawScreen, drawTip, markSure, onPress } from "./screen.ts";
import { type Insisting, insist, serverNow } from "./server.ts";
import { languages, type Words, wordsOf } from "./texts.ts";
import { whatToSay } from "./what-to-say.ts";

const pathCode = /^\/s\/([^/]+)/.exec(location.pathname);
const code = pathCode === null ? "" : decodeURIComponent(pathCode[1] || "");
const tokenPart = /[?&]t=([^&]+)/.exec(location.search);
const token = tokenPart === null ? null : decodeURIComponent(tokenPart[1] || "");
const lift = `/api/v1/public/lifts/${encodeURIComponent(code)}`;
const memoryName = `sp.car.${code}`;
const pageName = `sp.car-page.${code}.${token || ""}`;
const languageName = "sp.car-language";
const confirmWithinMs = 8_000;
const tipEveryMs = 12_000;

let languageIndex = Math.max(
  0,
  languages.findIndex((each) => each.id === recall<string>(languageName)),
);
let words: Words = (name) => name;
let follower: Follower | null = null;
let followed = "";
let alarming: Insisting | null = null;
let confirmTimer = 0;
let tip = 0;

const state: CarState = {
  code,
  page: recall<CarPage>(pageName),
  memory: recallMemory(memoryName, Date.now()),
  failure: null,
  lost: false,
  confirming: null,
};

const draw = (): void => drawScreen(whatToSay(state, words, serverNow()));

function keep(memory: CarMemory): void {
  state.memory = memory;
  remember(memoryName, memory);
  draw();
}

function change(part: Partial<CarMemory>): void {
  keep(Object.assign({}, state.memory, part));
}

function onFailure(failure: "no-signal" | "no-answer"): void {
  state.failure = failure;
  draw();
}

function press(): void {
  const before = state.memory.alarm;
  const next = pressed(state.memory, newKey(), serverNow());
  if (isOver(state.memory)) stopFollowing();
  keep(next);
  // A repeated press while the signal is bad: try at once instead of waiting.
  if (next.alarm === before && alarming !== null) alarming.now();
  else sendAlarm();
}

function sendAlarm(): void {
  const { alarm } = state.memory;
  if (alarm === null) return;
  const { key, pressedAt } = alarm;
  alarming = insist<{ progressKey: string }>(
    {
      method: "POST",
      url: `${lift}/alarm`,
      body: () => ({ key, t: token, agoSeconds: (serverNow() - pressedAt) / 1_000 }),
    },
    (reply) => {
      alarming = null;
      if (state.memory.alarm === null || state.memory.alarm.key !== key) return;
      state.failure = null;
      if (reply.progressKey !== followed) change({ progressKey: reply.progressKey, progress: null, seenAt: 0 });
      else draw();
      follow();
    },
    onFailure,
  );
}

function say(what: Said["what"]): void {
  if (state.confirming !== what) {
    askAgain(what);
    return;
  }
  askAgain(null);
  change({ said: { what, key: newKey(), sent: false } });
  sendSaid();
}

/** The second press within a few seconds is the confirmation; a dialog would be one more thing to understand. */
function askAgain(what: Said["what"] | null): void {
  clearTimeout(confirmTimer);
  state.confirming = what;
  markSure(what);
  draw();
  if (what !== null) confirmTimer = window.setTimeout(() => askAgain(null), confirmWithinMs);
}

function sendSaid(): void {
  const { said, progressKey } = state.memory;
  if (said === null || said.sent || progressKey === null) return;
  const sent = (): void => {
    if (state.memory.said === null || state.memory.said.key !== said.key) return;
    state.failure = null;
    change({ said: { what: said.what, key: said.key, sent: true } });
  };
  insist<object>(
    {
      method: "POST",
      url: `/api/v1/public/progress/${encodeURIComponent(progressKey)}/${said.what}`,
      body: () => ({ key: said.key }),
    },
    sent,
    onFailure,
    // Refused: the emergency is over and need not be told anything.
    sent,
  );
}

function stopFollowing(): void {
  if (follower !== null) follower.stop();
  follower = null;
  followed = "";
  state.lost = false;
}

function follow(): void {
  const { progressKey } = state.memory;
  if (progressKey === null || progressKey === followed) return;
  stopFollowing();
  followed = progressKey;
  follower = followProgress(progressKey, { onTruth, onLost, onGone });
}

function onTruth(progress: CarProgress | null): void {
  state.lost = false;
  change(progress === null ? { seenAt: serverNow() } : { progress, seenAt: serverNow() });
  if (progress !== null && progress.stage === "closed" && follower !== null) follower.stop();
}

function onLost(): void {
  state.lost = true;
  draw();
}

/** The server does not know this progress (any more): a new press is a new alarm. */
function onGone(): void {
  stopFollowing();
  keep(emptyMemory);
}

function loadPage(): void {
  insist<CarPage>(
    { method: "GET", url: token === null ? lift : `${lift}?t=${encodeURIComponent(token)}`, body: null },
    (page) => {
      state.page = page;
      remember(pageName, page);
      drawPage(page, code, words);
      // With the token the page follows an emergency that somebody else has reported.
      const ours = state.memory.alarm !== null || (state.memory.progressKey !== null && !isOver(state.memory));
      if (page.progressKey !== null && !ours) keep(Object.assign({}, emptyMemory, { progressKey: page.progressKey }));
      draw();
      follow();
    },
    () => draw(),
  );
}

function speak(index: number): void {
  languageIndex = index;
  const language = languages[index];
  const other = languages[(index + 1) % languages.length];
  if (language === undefined || other === undefined) return;
  words = wordsOf(language.words);
  document.documentElement.lang = language.id;
  drawFixedWords(words, other);
  drawPage(state.page, code, words);
  drawTip(language.tips[tip] || "");
  draw();
}

function nextTip(): void {
  const tips = (languages[languageIndex] || { tips: [] }).tips;
  tip = (tip + 1) % tips.length;
  drawTip(tips[tip] || "");
}

function start(): void {
  speak(languageIndex);
  onPress("trapped", press);
  onPress("free", () => say("free"));
  onPress("mistake", () => say("mistake"));
  onPress("language", () => {
    speak((languageIndex + 1) % languages.length);
    remember(languageName, (languages[languageIndex] || { id: "zh-CN" }).id);
  });
  const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const turning = still ? 0 : window.setInterval(nextTip, tipEveryMs);
  onPress("next-tip", () => {
    clearInterval(turning);
    nextTip();
  });
  setInterval(draw, 1_000);
  if (location.hash === "#trapped") {
    // Pressed before this script was here.
    history.replaceState(null, "", location.pathname + location.search);
    if (state.memory.alarm === null || isOver(state.memory)) keep(pressed(state.memory, newKey(), serverNow()));
  }
  if (state.memory.alarm !== null && state.memory.progressKey === null) sendAlarm();
  follow();
  sendSaid();
  loadPage();
}

start();
