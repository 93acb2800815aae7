import { useState } from "react";
import { ApiProblem, sendJson, textOfFailure } from "../../ui/api.ts";

export type Edit<Reply> = {
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** Why the server refused it. */
  readonly code: string | undefined;
  readonly send: (body: unknown) => Promise<Reply | undefined>;
};

/** Sends a change once and keeps what came of it; the form stays as it was typed when it fails. */
export function useEdit<Reply>(path: string): Edit<Reply> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [code, setCode] = useState<string>();
  const send = async (body: unknown): Promise<Reply | undefined> => {
    setBusy(true);
    setFailure(undefined);
    try {
      return await sendJson<Reply>("POST", path, body);
    } catch (problem) {
      setFailure(textOfFailure(problem));
      setCode(problem instanceof ApiProblem ? problem.code : undefined);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, code, send };
}
