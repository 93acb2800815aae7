import { isDeepStrictEqual } from "node:util";
import { ApiError, untilAnswered } from "../api.ts";

/**
 * Something that somebody says to the platform, with a key: said again until it is answered, and once more when all is over.
 * alarm: asks for help; what is kept of it is its alarm. event: a device's message. command: changes an incident. storm: begins or ends
 * one, or marks a group of it.
 */
export type Act = {
  readonly name: string;
  readonly kind: "alarm" | "event" | "command" | "storm";
  /** By which it is found in the database: alarm key, event id, command key, key of what was done to a whole storm. */
  readonly mark: string;
  readonly send: () => Promise<unknown>;
  /** What a repeat must be answered with again; the whole answer where nothing is said. */
  readonly same?: (reply: unknown) => unknown;
};

type Said = { readonly act: Act; readonly reply: unknown };

/** What was said at one point, and what the platform has acknowledged. */
export type ActBook = {
  /** Says it until it is answered. Throws a refusal at once; undefined where the refusal is one of those named. */
  readonly say: <T>(
    act: Act & { readonly send: () => Promise<T> },
    refusals?: readonly string[],
  ) => Promise<T | undefined>;
  readonly acknowledged: () => readonly Said[];
  /** Names of what is being said and has no answer. */
  readonly underWay: () => readonly string[];
  /** Says everything once more in this order, some of it at the same time; names of what was answered otherwise than before. */
  readonly repeat: (order: <T>(list: readonly T[]) => T[]) => Promise<readonly string[]>;
};

const againAfterMs = 60;
const atOnce = 3;

export function openActBook(signal: AbortSignal): ActBook {
  const acknowledged: Said[] = [];
  const underWay = new Map<string, string>();
  return {
    say: async (act, refusals = []) => {
      underWay.set(act.mark, act.name);
      try {
        const reply = await untilAnswered(act.send, signal, againAfterMs);
        acknowledged.push({ act, reply });
        return reply;
      } catch (error) {
        if (error instanceof ApiError && refusals.includes(error.code)) return undefined;
        throw new Error(`${act.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      } finally {
        underWay.delete(act.mark);
      }
    },
    acknowledged: () => acknowledged,
    underWay: () => [...underWay.values()],
    repeat: async (order) => {
      const wrong: string[] = [];
      const rest = order(acknowledged).values();
      const work = async (): Promise<void> => {
        for (const { act, reply } of rest) {
          const again = await untilAnswered(act.send, signal, againAfterMs).catch((error: unknown) => error);
          const { same = (whole: unknown) => whole } = act;
          if (again instanceof Error || !isDeepStrictEqual(same(again), same(reply)))
            wrong.push(`${act.name}: first ${JSON.stringify(reply)}, then ${JSON.stringify(again)} ${again}`);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return wrong;
    },
  };
}
