import { useState } from "react";
import type { ManyDone } from "../../../src/rooms/rescue/contract/storms.ts";
import { command, textOfFailure } from "../../ui/api.ts";

export type StormAct = {
  /** Sends one act; its answer, or undefined where it was refused. */
  readonly send: (path: string, body: object) => Promise<ManyDone | undefined>;
  readonly busy: boolean;
  readonly failure: string | undefined;
};

/** Acts on a storm: one at a time, their refusal in words. */
export function useStormAct(): StormAct {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const send = async (path: string, body: object): Promise<ManyDone | undefined> => {
    if (busy) return undefined;
    setBusy(true);
    setFailure(undefined);
    try {
      return await command<ManyDone>(path, body);
    } catch (problem) {
      setFailure(textOfFailure(problem));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { send, busy, failure };
}
