import type { Failure } from "./car-state.ts";

/** XMLHttpRequest, because it has a time limit in every browser that a messenger carries. */
const timeoutMs = 12_000;
let offsetMs = 0;

/** The server's clock (epoch ms); phones are wrong by minutes. Known from the first answer on. */
export const serverNow = (): number => Date.now() + offsetMs;
export function observeServerTime(epochMs: number): void {
  if (epochMs > 0) offsetMs = epochMs - Date.now();
}

export type Answer<T> = { status: number; body: T | null };

/** `status` 0: nothing came back. Never throws. */
export function ask<T>(method: string, url: string, body: object | null, then: (answer: Answer<T>) => void): void {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.timeout = timeoutMs;
  request.setRequestHeader("accept", "application/json");
  if (body !== null) request.setRequestHeader("content-type", "application/json");
  request.onloadend = () => {
    if (request.status !== 0) observeServerTime(Date.parse(request.getResponseHeader("date") || ""));
    then({ status: request.status, body: request.status === 200 ? parsed<T>(request.responseText) : null });
  };
  request.send(body === null ? null : JSON.stringify(body));
}

function parsed<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/** 429 and 408 say "not now", everything else from 400 on "no". */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 429 && status !== 408;

const backOffMs = [1_000, 2_000, 4_000, 8_000, 15_000];

export type Insisting = { now: () => void };

/**
 * Asks until there is an answer, for as long as the page stands, slower and slower, at once when the signal is back.
 * The body is made anew for each attempt. `onFailure` hears of each failed attempt. Where `refused` is given, a refusal (4xx) is an answer too and ends it.
 */
export function insist<T>(
  request: { method: string; url: string; body: (() => object) | null },
  onAnswer: (body: T) => void,
  onFailure: (failure: Failure) => void,
  refused?: () => void,
): Insisting {
  let failures = 0;
  let waiting = 0;
  let asking = false;
  let over = false;
  const attempt = (): void => {
    if (over || asking) return;
    asking = true;
    clearTimeout(waiting);
    ask<T>(request.method, request.url, request.body === null ? null : request.body(), (answer) => {
      asking = false;
      if (answer.body !== null || (refused !== undefined && isRefusal(answer.status))) {
        over = true;
        window.removeEventListener("online", attempt);
        if (answer.body !== null) onAnswer(answer.body);
        else if (refused !== undefined) refused();
        return;
      }
      const wait = backOffMs[Math.min(failures, backOffMs.length - 1)] || 15_000;
      failures += 1;
      waiting = window.setTimeout(attempt, wait);
      onFailure(answer.status === 0 ? "no-signal" : "no-answer");
    });
  };
  window.addEventListener("online", attempt);
  attempt();
  return { now: attempt };
}
