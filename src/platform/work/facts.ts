import type { Instant } from "../../kernel/clock.ts";
import type { Tx } from "../database/database.ts";
import { enqueue, type Job } from "./work.ts";

/** A kind of fact that a room tells to those above it, `<room>.<past-tense>`; its body's type travels with it. */
export type FactType<Body> = { readonly name: string; readonly body?: Body };
export const factType = <Body>(name: string): FactType<Body> => ({ name });

/** A higher room's ear: `name` is `<room>/when-<fact>`, stable because waiting jobs are stored under it. */
export type Reaction = {
  readonly fact: FactType<never>;
  readonly name: string;
  readonly run: (body: never, job: Job) => Promise<void>;
};

export function reaction<Body>(
  fact: FactType<Body>,
  name: string,
  run: (body: Body, job: Job) => Promise<void>,
): Reaction {
  return { fact, name, run } as unknown as Reaction;
}

export type Facts = {
  readonly subscribe: (reaction: Reaction) => void;
  /** One job per subscriber, written with the fact. A subscriber may hear a fact again and must then do nothing. */
  readonly publish: <Body>(
    tx: Tx,
    fact: FactType<Body>,
    entry: { key: string; body: Body; at: Instant },
  ) => Promise<void>;
};

export function createFacts(): Facts {
  const subscribers = new Map<string, string[]>();
  return {
    subscribe: ({ fact, name }) => {
      subscribers.set(fact.name, [...(subscribers.get(fact.name) ?? []), name]);
    },
    publish: async (tx, fact, { key, body, at }) => {
      for (const handler of subscribers.get(fact.name) ?? [])
        await enqueue(tx, handler, { key, payload: body, dueAt: at });
    },
  };
}
