import { textTable } from "../../ui/texts/text-table.ts";

/** Words of one incident: its head, the next right action, facts, crews, use unit, phones, notices. */
export const say = textTable(
  {

  },
  {

  },
);
