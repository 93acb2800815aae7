import { Choice } from "./choice.tsx";
import { d } from "./deed-texts.ts";

/** 交维修: what is wrong, and to whom where it is not the contracted unit. */
export type Repair = { readonly what: string | null; readonly to: string | null };
/** As it stands in the form. */
export type RepairWish = { readonly handing: "yes" | "no" | null; readonly what: string; readonly to: string };
export const noRepair: RepairWish = { handing: null, what: "", to: "" };

const worded = (text: string): string | null => (text.trim() === "" ? null : text.trim().slice(0, 120));
export const repairOf = ({ handing, what, to }: RepairWish): Repair | null =>
  handing === "yes" ? { what: worded(what), to: worded(to) } : null;

type Props = { readonly wish: RepairWish; readonly onWish: (wish: RepairWish) => void };

/** Asked where the lift was stopped; who does not answer hands nothing over. */
export function RepairQuestion({ wish, onWish }: Props) {
  return (
    <>
      <Choice
        legend={d("repair.ask")}
        options={[
          { value: "yes", label: d("repair.yes") },
          { value: "no", label: d("repair.no") },
        ]}
        value={wish.handing}
        onChange={(handing) => onWish({ ...wish, handing })}
        columns={2}
        testId="repair"
      />
      {wish.handing === "yes" && (
        <>
          <label className="text-field">
            {d("repair.what")}
            <input
              value={wish.what}
              maxLength={120}
              data-testid="repair-what"
              onChange={(event) => onWish({ ...wish, what: event.target.value })}
            />
          </label>
          <label className="text-field">
            {d("repair.to")}
            <input value={wish.to} maxLength={120} onChange={(event) => onWish({ ...wish, to: event.target.value })} />
          </label>
        </>
      )}
    </>
  );
}
