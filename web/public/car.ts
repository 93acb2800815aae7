/**
 * The page behind the code in the car: ask for help, and see it come. No framework, because the reader may have an old
 * phone and one bar of signal. What it knows is `CarState`; what it says is `whatToSay`.
 */
import type { CarPage, CarProgress } from "../../src/rooms/rescue/contract.ts";
import { type CarMemory, type CarState, emptyMemory, insideOf, isOver, pressed, type Said } from "./car-state.ts";
import { type Follower, followProgress } from "./follow-progress.ts";
import { newKey, recall, recallMemory, remember } from "./memory.ts";
import type { LaterPart } from "./part.ts";
import { drawForRelative, drawPage, drawScreen, laterPlace, markSure, onPress } from "./screen.ts";
import { type Insisting, insist, serverNow } from "./server.ts";
import { begin as beginSpeaking, words } from "./speak.ts";
import { whatToSay } from "./what-to-say.ts";

const pathCode = /^\/s\/([^/]+)/.exec(location.pathname);
const code = pathCode === null ? "" : decodeURIComponent(pathCode[1] || "");
const tokenPart = /[?&]t=([^&]+)/.exec(location.search);
const token = tokenPart === null ? null : decodeURIComponent(tokenPart[1] || "");
/** A relative's link: the key of the progress to look at. */
const relativePart = /[?&]r=([\w-]+)/.exec(location.search);
const relativeKey = relativePart === null ? null : relativePart[1] || "";
const lift = `/api/v1/public/lifts/${encodeURIComponent(code)}`;
const memoryName = relativeKey === null ? `sp.car.${code}` : `sp.car-relative.${relativeKey}`;
const pageName = `sp.car-page.${code}.${token || ""}`;
const confirmWithinMs = 8_000;
const loadLaterMs = 5_000;

let follower: Follower | null = null;
let followed = "";
let alarming: Insisting | null = null;
let answering: Insisting | null = null;
let confirmTimer = 0;
let later: LaterPart | null = null;

const state: CarState = {
  code,
  page: recall<CarPage>(pageName),
  memory: recallMemory(memoryName, Date.now()),
  failure: null,
  lost: false,
  confirming: null,
  relative: relativeKey === null ? null : "looks",
};

function draw(): void {
  drawScreen(whatToSay(state, words(), serverNow()));
  if (later !== null) later.draw({ state, words: words(), number: centreNumber(), lift, token });
}

const centreNumber = (): string => (state.page === null ? "96333" : state.page.centreNumber);

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
function askAgain(what: CarState["confirming"]): void {
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

/** 「还在里面吗」: out is confirmed by a second press, since nobody is sent to who is out. */
function answerInside(inside: boolean): void {
  if (!inside && state.confirming !== "out") {
    askAgain("out");
    return;
  }
  askAgain(null);
  const { progress } = state.memory;
  if (progress === null || !progress.stillInside) return;
  const { round } = progress.stillInside;
  const before = insideOf(state.memory);
  if (before !== null && before.inside === inside) return;
  change({ inside: { round, inside, key: newKey(), sent: false } });
  sendInside();
}

/** Kept until the centre has it. Changed on the way, the new answer goes after the old one. */
function sendInside(): void {
  const { inside, progressKey } = state.memory;
  if (inside === null || inside.sent || progressKey === null) return;
  if (answering !== null) {
    answering.now();
    return;
  }
  let tried = inside;
  const over = (): void => {
    answering = null;
    const { memory } = state;
    if (memory.inside === null) return;
    if (memory.inside.key !== tried.key) {
      sendInside();
      return;
    }
    state.failure = null;
    change({ inside: Object.assign({}, memory.inside, { sent: true }) });
  };
  answering = insist<object>(
    {
      method: "POST",
      url: `/api/v1/public/progress/${encodeURIComponent(progressKey)}/still-inside`,
      body: () => {
        tried = state.memory.inside === null ? tried : state.memory.inside;
        return { key: tried.key, round: tried.round, inside: tried.inside };
      },
    },
    over,
    onFailure,
    // Refused: the emergency is over and need not be told anything.
    over,
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
  if (state.relative !== null) drawWhere();
  if (progress !== null && progress.stage === "closed" && follower !== null) follower.stop();
}

function onLost(): void {
  state.lost = true;
  draw();
}

/** The server does not know this progress (any more): a new press is a new alarm. */
function onGone(): void {
  stopFollowing();
  if (state.relative !== null) state.relative = "ended";
  keep(emptyMemory);
}

function drawWhere(): void {
  if (state.relative === null) drawPage(state.page, code, words());
  else drawForRelative(state.memory.progress === null ? null : state.memory.progress.place, words());
}

function loadPage(): void {
  insist<CarPage>(
    { method: "GET", url: token === null ? lift : `${lift}?t=${encodeURIComponent(token)}`, body: null },
    (page) => {
      state.page = page;
      remember(pageName, page);
      drawWhere();
      // With the token the page follows an emergency that somebody else has reported.
      const ours = state.memory.alarm !== null || (state.memory.progressKey !== null && !isOver(state.memory));
      if (page.progressKey !== null && !ours) keep(Object.assign({}, emptyMemory, { progressKey: page.progressKey }));
      draw();
      follow();
    },
    () => draw(),
  );
}

/** What comes after the first view; where the signal is too bad for it now, it is tried again. */
function loadLater(): void {
  import("./later.ts")
    .then(({ createLater }) => {
      later = createLater(laterPlace());
      draw();
    })
    .catch(() => window.setTimeout(loadLater, loadLaterMs));
}

function start(): void {
  beginSpeaking(() => {
    drawWhere();
    draw();
  });
  onPress("trapped", press);
  onPress("free", () => say("free"));
  onPress("mistake", () => say("mistake"));
  onPress("inside-yes", () => answerInside(true));
  onPress("out", () => answerInside(false));
  setInterval(draw, 1_000);
  if (relativeKey !== null) {
    keep(Object.assign({}, state.memory, { progressKey: relativeKey }));
    follow();
    return;
  }
  if (location.hash === "#trapped") {
    // Pressed before this script was here.
    history.replaceState(null, "", location.pathname + location.search);
    if (state.memory.alarm === null || isOver(state.memory)) keep(pressed(state.memory, newKey(), serverNow()));
  }
  if (state.memory.alarm !== null && state.memory.progressKey === null) sendAlarm();
  follow();
  sendSaid();
  sendInside();
  loadPage();
  window.setTimeout(loadLater, 0);
}

start();
