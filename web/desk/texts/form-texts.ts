import { textTable } from "../../ui/texts/text-table.ts";

/** Words of the forms that stand in place of the tabs: crews to choose, people, outside help, freed, secured, closed. */
export const say = textTable(
  {

  },
  {

  },
);
