import type { Beside } from "./beside.ts";
import { d } from "./deed-texts.ts";

export const HelpButton = ({ beside }: { readonly beside: Beside }) => (
  <button type="button" className="button" data-testid="help-open" onClick={() => beside.open("help")}>
    {d("help.open")}
  </button>
);
