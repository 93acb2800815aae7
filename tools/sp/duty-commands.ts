import type { DutyDocument } from "../../src/rooms/duties/contract.ts";
import { extractDuties, readPolicyFile, readRefusals } from "../../src/rooms/duties/index.ts";
import type { Command } from "./command.ts";
import { CommandError } from "./connection.ts";

/** Reading duties out of policy documents; needs no running platform. */
export const dutyCommands: readonly Command[] = [
  {
    name: "duties extract",
    parameters: [{ name: "FILE" }],
    help: [
      "从政策文件中提取责任清单：单位、时限、目标、周期及原文位置。不需要平台运行。",
      "Reads the duties out of a policy document (TXT, DOCX, PDF with a text layer, HTML), with their places in the text.",
      "--json prints everything; offsets are code points of the text. Same rules, same answer: no model, no network.",
    ],
    run: async ([file = ""]) => {
      const read = await readPolicyFile(file).catch((error: unknown) => {
        throw new CommandError(
          `无法打开文件。 Cannot open ${file}: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      if (!read.ok) {
        const words = Object.entries(readRefusals).find(([code]) => code === read.refusal.code)?.[1];
        throw new CommandError(`${words?.zh ?? ""} ${words?.en ?? ""} (${read.refusal.code})`);
      }
      const found = extractDuties(read.value.text);
      return { lines: linesOf(found), json: found, ok: true };
    },
  },
];

function linesOf({ document, duties, conventions, notes }: DutyDocument): string[] {
  const head = [
    document.title ?? "（无标题 no title）",
    [document.number, document.issuer, document.date].filter(Boolean).join(" · "),
  ];
  const rows = duties.map(({ kind, offset, heading, lead, support, joint, etc, deadlines, targets, cadence }) =>
    [
      `${offset}`.padStart(7),
      kind.padEnd(7),
      [
        ...(lead.length > 0 ? [`牵头 ${lead.join("、")}`] : []),
        ...(support.length > 0 ? [`配合 ${support.join("、")}`] : []),
        ...(joint.length > 0 ? [`责任 ${joint.join("、")}`] : []),
      ].join("；") + (etc ? " 等" : ""),
      [...deadlines, ...targets, ...cadence].map(({ text }) => text).join(" "),
      heading === null ? "" : `〔${heading}〕`,
    ].join(" "),
  );
  return [
    ...head,
    ...conventions.map((words) => `约定 convention: ${words}`),
    ...rows,
    `${duties.length} 项责任 duties`,
    ...notes.map(({ zh, en }) => `${zh} ${en}`),
  ];
}
