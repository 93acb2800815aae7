import type { CheerioAPI } from "cheerio";

/** As in a DOCX: a row with longer cells is a frame around text. */
const cellLettersMax = 400;
/** Stands for a tab while blanks are put together; no page uses it. */
export const cellMark = "\uE000";

/** Rows of tables become lines whose cells stand apart, merged cells empty where they only go on. Tables that frame other tables stay text. */
export function markTables(page: CheerioAPI): void {
  page("table")
    .not(":has(table)")
    .each((_, table) => {
      let hanging: number[] = [];
      page(table)
        .find("tr")
        .each((__, row) => {
          const cells = page(row).children("td,th").toArray();
          const words: string[] = [];
          const next: number[] = [];
          const put = (text: string, rows: number): void => {
            next[words.length] = rows - 1;
            words.push(text);
          };
          const goOn = (): void => {
            for (
              let left = hanging[words.length] ?? 0;
              left > 0 && words.length < 64;
              left = hanging[words.length] ?? 0
            )
              put("", left);
          };
          for (const cell of cells) {
            goOn();
            const rows = spanOf(page(cell).attr("rowspan"));
            page(cell).find("br").replaceWith(" ");
            const columns = spanOf(page(cell).attr("colspan"));
            put(page(cell).text().replace(/\s+/gu, " ").trim(), rows);
            for (let i = 1; i < columns; i += 1) put("", rows);
          }
          goOn();
          hanging = next;
          if (words.length > 1 && words.every((text) => text.length <= cellLettersMax))
            page(row)
              .empty()
              .append(page("<td>").text(words.join(cellMark)));
        });
    });
}

const spanOf = (value: string | undefined): number => Math.min(Math.max(Math.trunc(Number(value)) || 1, 1), 64);
