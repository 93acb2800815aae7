import type { CertificateState } from "../contract.ts";

const soonDays = 60;
const dayMs = 86_400_000;

/** How a paper that ends on `validTo` (ISO date, its last good day) stands on `today` (ISO date). */
export function certificateState(validTo: string | null, today: string): CertificateState {
  if (validTo === null) return "none";
  const days = (Date.parse(validTo) - Date.parse(today)) / dayMs;
  return days < 0 ? "expired" : days <= soonDays ? "soon" : "valid";
}

const order: readonly CertificateState[] = ["expired", "soon", "valid", "none"];
/** The worst of several; null when there is none. */
export const worstState = (states: readonly CertificateState[]): CertificateState | null =>
  order.find((state) => states.includes(state)) ?? null;
