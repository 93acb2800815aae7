import type { DueItem, Urge } from "../../../src/rooms/duties/contract/board.ts";
import { say } from "../texts/duty-texts.ts";

export const stateText = ({ state, late }: Pick<DueItem, "state" | "late">): string =>
  say(late ? "state.late" : `state.${state}`);

/** A state as word and shape; colour only for what is not normal. */
export const ItemState = ({ item }: { readonly item: Pick<DueItem, "state" | "late"> }) => (
  <span className={`duty-state duty-state--${item.state}`}>{stateText(item)}</span>
);

export const UrgeState = ({ urge }: { readonly urge: Pick<Urge, "state"> }) => (
  <span className={`duty-state duty-state--${urge.state === "late" ? "overdue" : urge.state}`}>
    {say(`urge.state.${urge.state}`)}
  </span>
);
