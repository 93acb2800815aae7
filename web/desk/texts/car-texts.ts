import { textTable } from "../../ui/texts/text-table.ts";

/** Words of the live car: floor, door, mode, and how old the data are. */
export const say = textTable(
  {

  },
  {

  },
);
