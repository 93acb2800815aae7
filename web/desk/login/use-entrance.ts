import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiProblem, textOfFailure } from "../../ui/api.ts";
import { logIn } from "../../ui/session.ts";
import { meQuery, queryClient } from "../queries.ts";
import { landingOf } from "../shell/pages.ts";
import { say } from "../texts/shell-texts.ts";
import { ownPath } from "./own-path.ts";

export type Entrance = {
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** The password was right, and the code of the second step is wanted. */
  readonly wantsCode: boolean;
  readonly enter: (login: string, password: string, code?: string) => Promise<void>;
  /** Back to name and password. */
  readonly restart: () => void;
};

/** Logs in, then goes back to where one came from; who has only a phone's role goes to the crew's pages. */
export function useEntrance(back: string | undefined): Entrance {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [wantsCode, setWantsCode] = useState(false);
  const enter = async (login: string, password: string, code?: string): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const me = await logIn(login, password, code);
      queryClient.setQueryData(meQuery.queryKey, me);
      const phoneOnly = me.roles.length > 0 && me.roles.every((role) => role === "crew");
      if (phoneOnly) location.assign("/field");
      else await navigate({ href: me.totp.overdue ? "/account" : back === undefined ? landingOf(me) : ownPath(back) });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === "IDENTITY_CODE_NEEDED") setWantsCode(true);
      else setFailure(say("login.failed", { text: textOfFailure(problem) }));
    } finally {
      setBusy(false);
    }
  };
  const restart = (): void => {
    setWantsCode(false);
    setFailure(undefined);
  };
  return { busy, failure, wantsCode, enter, restart };
}
