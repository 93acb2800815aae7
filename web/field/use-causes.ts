import { useEffect, useState } from "react";

type Causes = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
let known: Causes | undefined;

/** The table of causes comes with the contract, which is too heavy for the first view; fetched early, kept for basements. */
export async function loadCauses(): Promise<Causes> {
  known ??= (await import("../../src/rooms/rescue/contract.ts")).causes;
  return known;
}

/** Undefined while it is being fetched; asked again every 5 s where there is no network. */
export function useCauses(): Causes | undefined {
  const [causes, setCauses] = useState(known);
  useEffect(() => {
    if (causes !== undefined) return;
    const load = (): void => void loadCauses().then(setCauses, () => undefined);
    load();
    const again = setInterval(load, 5_000);
    return () => clearInterval(again);
  }, [causes]);
  return causes;
}
