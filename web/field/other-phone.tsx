import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { d } from "./deed-texts.ts";

type Props = { readonly task: CrewTask | undefined; readonly personId: string | undefined };

/** Two people of a crew hold one task on two phones: what the other one told last. */
export function OtherPhone({ task, personId }: Props) {
  const latest = (task?.deeds ?? []).find((deed) => deed.personId !== personId);
  if (latest === undefined || personId === undefined) return null;
  const { name, at, what } = latest;
  return (
    <p className="other-phone" role="status" data-testid="other-phone" data-what={what}>
      {d("other.told", { name, time: formatTimeOfDay(at).slice(0, 5), what: d(`other.${what}`) })}
    </p>
  );
}
