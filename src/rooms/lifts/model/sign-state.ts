import type { Sign } from "../contract.ts";

/** A sign whose number is given; "none" is no number. */
export type HungSign = Exclude<Sign, "none">;

type Numbered = { readonly rescueCode: string | null; readonly sign: HungSign | null };

/** The sign of a lift that is new to the register: a number alone does not say that it hangs. */
export const firstSign = ({ rescueCode, sign }: Numbered): Sign =>
  rescueCode === null ? "none" : (sign ?? "assigned");

/** A number that changes needs a new sign; of the same number the sign only goes on, whatever a file says later. */
export function signAfter(
  before: Numbered,
  { rescueCode, told }: { readonly rescueCode: string | null; readonly told: HungSign | null },
): HungSign | null {
  if (rescueCode === null) return null;
  if (rescueCode !== before.rescueCode) return told ?? "assigned";
  return steps.indexOf(told) > steps.indexOf(before.sign) ? told : before.sign;
}
/** Where only a part of what a file says is taken, what it says of the sign goes with its number. */
export const signTaken = (before: Numbered, wanted: Numbered, rescueCode: string | null): HungSign | null =>
  rescueCode === wanted.rescueCode ? wanted.sign : signAfter(before, { rescueCode, told: null });

const steps: readonly (HungSign | null)[] = [null, "assigned", "posted", "confirmed"];
