import { useQueryClient } from "@tanstack/react-query";
import { sendJson } from "../../ui/api.ts";
import { useAct } from "../admin/use-act.ts";

export type Decision = {
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** Sends it, and asks anew for everything that is shown; false when it was refused. */
  readonly send: (path: string, body: unknown) => Promise<boolean>;
};

/** One decision at a time: duties change the board, the list and their document at once. */
export function useDecision(): Decision {
  const act = useAct();
  const client = useQueryClient();
  const send = (path: string, body: unknown): Promise<boolean> =>
    act.run(async () => {
      await sendJson("POST", path, body);
      await client.invalidateQueries();
    });
  return { busy: act.busy, failure: act.failure, send };
}
