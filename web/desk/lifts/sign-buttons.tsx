import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/register-work-texts.ts";
import { printSigns } from "./print-signs.ts";

/** Of the rescue code and its sign only what comes next: give the code, print the sign, say that it hangs. */
export function SignButtons({ file }: { readonly file: LiftFile }) {
  const me = useMe();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const ids = [file.lift.id];
  const run = async (deed: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    await deed().catch((problem: unknown) => setFailure(textOfFailure(problem)));
    await client.invalidateQueries();
    setBusy(false);
  };
  const button = (word: Parameters<typeof say>[0], testid: string, deed: () => Promise<unknown>) => (
    <button type="button" className="plain-button" disabled={busy} onClick={() => void run(deed)} data-testid={testid}>
      {say(word)}
    </button>
  );
  const edits = permits(me, "lifts.edit");
  const coded = file.lift.rescueCode !== null;
  return (
    <>
      {edits && !coded
        ? button("chosen.give", "lift-give-code", () => sendJson("POST", "/api/v1/rescue-codes/give", { ids }))
        : null}
      {coded && permits(me, "lifts.print")
        ? button("act.signs", "lift-print-sign", () => printSigns(ids, "sign"))
        : null}
      {edits && file.sign === "assigned"
        ? button("chosen.post", "lift-sign-posted", () => sendJson("POST", "/api/v1/signs/posted", { ids }))
        : null}
      {failure === undefined ? null : (
        <span role="alert" className="form-failure">
          {failure}
        </span>
      )}
    </>
  );
}
