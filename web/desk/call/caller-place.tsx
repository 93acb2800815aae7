import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LocateState } from "../../../src/rooms/rescue/contract/locate.ts";
import type { CallerPosition } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { getJson, sendJson, textOfFailure } from "../../ui/api.ts";
import { newKey } from "../../ui/new-key.ts";
import { useNow } from "../../ui/use-now.ts";
import { say } from "../texts/finder-texts.ts";

type Props = {
  readonly phone: string;
  readonly known: CallerPosition | null;
  readonly onKnown: (position: CallerPosition) => void;
};

const lookEveryMs = 2_000;

/** Where the caller is: told by the exchange with the call, or by the caller's own phone after a link by SMS. */
export function CallerPlace({ phone, known, onKnown }: Props) {
  const [asked, setAsked] = useState<LocateState>();
  const [failure, setFailure] = useState<string>();
  const now = useNow();
  const state = useQuery({
    queryKey: ["locate", asked?.id],
    queryFn: ({ signal }) => getJson<LocateState>(`/api/v1/locate/${asked?.id}`, signal),
    enabled: asked !== undefined && known === null,
    refetchInterval: lookEveryMs,
  });
  const told = state.data?.position ?? null;
  useEffect(() => {
    if (told !== null && known === null) onKnown(told);
  }, [told, known, onKnown]);
  const ask = async (): Promise<void> => {
    setFailure(undefined);
    try {
      setAsked((await sendJson("POST", "/api/v1/locate", { key: newKey(), phone: phone.trim() })) as LocateState);
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  if (known !== null)
    return (
      <p className="caller-place" role="status" data-testid="caller-known">
        {known.metres === null ? say("caller.known.unsure") : say("caller.known", { metres: known.metres })}
      </p>
    );
  if (!/^\+?[0-9-]{3,24}$/.test(phone.trim())) return null;
  const over = asked !== undefined && asked.expiresAt < now;
  return (
    <p className="caller-place">
      {asked === undefined || over ? (
        <button type="button" className="tool" onClick={() => void ask()} data-testid="caller-ask">
          {say("caller.ask")}
        </button>
      ) : (
        <span role="status">{say("caller.asked")}</span>
      )}
      {over ? <span>{say("caller.over")}</span> : null}
      {failure === undefined ? null : (
        <span className="form-failure" role="alert">
          {say("caller.failed", { text: failure })}
        </span>
      )}
    </p>
  );
}
