import { useState } from "react";
import { textOfFailure } from "../../ui/api.ts";

export type Act = {
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** Runs it; false when it failed, and why then stands in `failure`. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
};

/** One thing at a time that is sent to the server, and what went wrong with it. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (problem) {
      setFailure(textOfFailure(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}
