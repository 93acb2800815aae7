import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { command, textOfFailure } from "../../ui/api.ts";

export type Send = (path: string, body?: object) => Promise<boolean>;

export type CommandState = {
  /** Sends a command of this incident (`take`, `asks/<id>/accept`, …); true when it was done. */
  readonly send: Send;
  readonly busy: boolean;
  readonly failure: string | undefined;
  readonly forgetFailure: () => void;
};

/** Commands of one incident: one at a time, their refusal in words, the file read anew after each. */
export function useCommand(incidentId: string): CommandState {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const send: Send = async (path, body) => {
    if (busy) return false;
    setBusy(true);
    setFailure(undefined);
    try {
      await command(`/api/v1/incidents/${incidentId}/${path}`, body);
      return true;
    } catch (problem) {
      setFailure(textOfFailure(problem));
      return false;
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ["incident", incidentId] });
    }
  };
  return { send, busy, failure, forgetFailure: () => setFailure(undefined) };
}
