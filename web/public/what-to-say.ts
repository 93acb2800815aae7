import { type CarState, insideOf, isAskedInside, isOver, saidOf } from "./car-state.ts";
import type { TextName, Words } from "./texts.ts";

/** One screen in words. A text that is null is not shown. */
export type Screen = {
  stage: string;
  tone: "plain" | "waiting" | "good";
  headline: string;
  minutes: string | null;
  detail: string | null;
  note: string | null;
  /** Label of the alarm button; null while a press would say nothing new. */
  trapped: string | null;
  trappedSmall: boolean;
  free: string | null;
  mistake: string | null;
  /** The question of a storm with its two answers; `chosen`: what was answered here. */
  inside: { ask: string; yes: string; no: string; chosen: boolean | null } | null;
  since: string | null;
  tips: boolean;
};

type Sentence = { stage: string; headline: TextName; detail?: TextName; minutes?: string | null };

/** Whole minutes, rounded up: a promise kept early frightens nobody. */
const minutesUp = (ms: number): number => Math.ceil(ms / 60_000);

/** Pure: what the page says in this state at this moment (server time, epoch ms). */
export function whatToSay(state: CarState, words: Words, now: number): Screen {
  return state.relative === null ? screenOfCar(state, words, now) : screenOfRelative(state, words, now);
}

/** Who looks on from outside reads how it stands, and is asked to do nothing. */
function screenOfRelative(state: CarState, words: Words, now: number): Screen {
  const { memory } = state;
  const ended = state.relative === "ended";
  const known = memory.progress !== null;
  const { stage, headline, minutes } = sentenceOf(state, words, now);
  return {
    stage: ended ? "ended" : known ? stage : "looking",
    tone: ended || isOver(memory) ? "good" : known ? "waiting" : "plain",
    headline: words(ended ? "relativeEnded" : known ? headline : "wait"),
    minutes: ended || minutes === undefined ? null : minutes,
    detail: null,
    note: ended ? null : noteOf(state, words, now),
    trapped: null,
    trappedSmall: true,
    free: null,
    mistake: null,
    inside: null,
    since: ended ? null : sinceOf(state, words, now),
    tips: false,
  };
}

function screenOfCar(state: CarState, words: Words, now: number): Screen {
  const { memory } = state;
  const sentence = sentenceOf(state, words, now);
  const said = saidOf(memory);
  const following = memory.progressKey !== null && !isOver(memory);
  const sure = state.confirming;
  const inside = insideQuestion(state, words);
  return {
    stage: sentence.stage,
    tone: isOver(memory) || said !== null ? "good" : sentence.stage === "ready" ? "plain" : "waiting",
    headline: words(sentence.headline),
    minutes: sentence.minutes === undefined ? null : sentence.minutes,
    detail: sentence.detail === undefined ? null : words(sentence.detail),
    note: noteOf(state, words, now),
    trapped: trappedLabel(state, words),
    trappedSmall: sentence.stage !== "ready",
    // Two buttons for one word would make one wonder.
    free: following && said === null && inside === null ? words(sure === "free" ? "sureOut" : "weAreOut") : null,
    mistake:
      following && said === null && memory.alarm !== null
        ? words(sure === "mistake" ? "sureMistake" : "mistake")
        : null,
    inside,
    since: sinceOf(state, words, now),
    tips: !isOver(memory) && said === null,
  };
}

function insideQuestion(state: CarState, words: Words): Screen["inside"] {
  if (!isAskedInside(state.memory)) return null;
  const answered = insideOf(state.memory);
  const told: TextName = answered === null || !answered.inside ? "saidFree" : "insideTold";
  return {
    ask: words(answered === null ? "insideAsk" : answered.sent ? told : "saying"),
    yes: words("insideYes"),
    no: words(state.confirming === "out" ? "insideSure" : "insideNo"),
    chosen: answered === null ? null : answered.inside,
  };
}

function sentenceOf(state: CarState, words: Words, now: number): Sentence {
  const { memory } = state;
  const { progress } = memory;
  if (progress !== null && progress.stage === "closed") return { stage: "closed", headline: "closed" };
  if (progress !== null && progress.stage === "freed")
    return { stage: "freed", headline: "freed", detail: "freedDetail" };
  if (memory.alarm !== null && memory.progressKey === null)
    return { stage: "sending", headline: "sending", detail: "sendingDetail" };
  if (memory.progressKey === null) return { stage: "ready", headline: "ready" };
  const said = saidOf(memory);
  const saying = memory.said !== null && !memory.said.sent;
  if (said === "free")
    return { stage: "said-free", headline: "saidFree", detail: saying ? "saying" : "saidFreeDetail" };
  if (said === "mistake")
    return { stage: "said-mistake", headline: "saidMistake", detail: saying ? "saying" : "saidMistakeDetail" };
  if (progress !== null && progress.stage === "arrived")
    return { stage: "arrived", headline: "arrived", detail: "arrivedDetail" };
  if (progress !== null && progress.stage === "coming") return coming(progress, words, now);
  return { stage: "heard", headline: memory.alarm === null ? "othersHeard" : "heard", detail: "heardDetail" };
}

/** Minutes only where they are true: never zero, never negative, and "longer than we said" once the time is past. */
function coming(progress: { expectedAt: number | null; later: boolean }, words: Words, now: number): Sentence {
  if (progress.expectedAt === null)
    return { stage: "coming", headline: progress.later ? "comingLater" : "coming", detail: "comingUnsure" };
  const leftMs = progress.expectedAt - now;
  if (leftMs <= 0) return { stage: "coming", headline: "comingLater", detail: "comingOverDetail" };
  const left = minutesUp(leftMs);
  const minutes =
    left <= 1 ? words("minutesUnderOne") : words(progress.later ? "minutesLater" : "minutes", { minutes: left });
  return progress.later
    ? { stage: "coming", headline: "comingLater", minutes, detail: "comingLaterDetail" }
    : { stage: "coming", headline: "coming", minutes };
}

function noteOf(state: CarState, words: Words, now: number): string | null {
  const number = state.page === null ? "96333" : state.page.centreNumber;
  if (state.failure !== null) return words(state.failure === "no-signal" ? "noSignal" : "noAnswer", { number });
  if (!state.lost || state.memory.progress === null || isOver(state.memory)) return null;
  const minutes = Math.floor((now - state.memory.seenAt) / 60_000);
  return words("lost", { age: minutes < 1 ? words("ageNow") : words("ageMinutes", { minutes }) });
}

function trappedLabel(state: CarState, words: Words): string | null {
  const { memory } = state;
  if (isOver(memory)) return words("trappedAgain");
  const said = saidOf(memory);
  if (said !== null) return words(said === "free" ? "stillInside" : "trapped");
  if (memory.alarm === null) return words(memory.progressKey === null ? "trapped" : "trappedToo");
  return null;
}

function sinceOf(state: CarState, words: Words, now: number): string | null {
  const { progress, alarm, progressKey } = state.memory;
  if (progressKey === null || isOver(state.memory) || saidOf(state.memory) !== null) return null;
  const from = progress !== null ? progress.openedAt : alarm === null ? now : alarm.pressedAt;
  const minutes = Math.floor((now - from) / 60_000);
  return minutes < 1 ? null : words("since", { minutes });
}
