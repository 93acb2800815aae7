import { load } from "cheerio";
import { cellMark, markTables } from "./html-tables.ts";

const skipped =
  "script,style,noscript,template,iframe,object,embed,svg,nav,form,button,select,head>*:not(title),[hidden]";
const blocks = new Set(
  "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td tfoot th thead title tr ul".split(
    " ",
  ),
);
type Step = { readonly node: Node } | { readonly text: string };
type Node = {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly children?: readonly Node[];
};

/** The words of a page, a line for each block and each row of a table. Nothing in it is run or fetched. */
export function readHtml(html: string): string {
  const page = load(html);
  page(skipped).remove();
  markTables(page);
  const root: Node = page.root()[0] as Node;
  const parts: string[] = [];
  // No recursion: a page may be nested as deep as its author likes.
  const steps: Step[] = [{ node: root }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ("text" in step) parts.push(step.text);
    else if (step.node.type === "text") parts.push((step.node.data ?? "").replace(/[ \t\r\n]+/g, " "));
    else if (step.node.type !== "comment" && step.node.type !== "directive") {
      const breaks = blocks.has(step.node.name ?? "");
      if (breaks) parts.push("\n");
      if (breaks) steps.push({ text: "\n" });
      for (const child of (step.node.children ?? []).toReversed()) steps.push({ node: child });
    }
  }
  return parts
    .join("")
    .replace(/ *\n[ \n]*/g, "\n")
    .trim()
    .replaceAll(cellMark, "\t");
}
