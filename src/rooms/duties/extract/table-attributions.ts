import { jointUnits, type RoleName, type Roles, roleOfLabel } from "./attribution-roles.ts";
import type { FoundDuty } from "./found-duty.ts";
import { canAnswerInColumn } from "./government.ts";
import { type FlatSpan, flatPlace, type PolicyText } from "./policy-text.ts";

/**
 * Tables of tasks (责任分工表): a line of column heads, one of which says who answers, and lines of the same columns below it. Columns stand
 * apart by tabs or bars (|), as TXT, DOCX and HTML give them; where a PDF has lost them there is no table any more.
 */
export type TaskTables = {
  readonly duties: readonly FoundDuty[];
  /** Whole tables with their heads: no sentence is read in them. */
  readonly spans: readonly FlatSpan[];
};

type Cell = FlatSpan & { readonly words: string };
type Column = { readonly at: number; readonly role: RoleName };
type Columns = {
  readonly count: number;
  readonly units: readonly Column[];
  readonly tasks: readonly number[];
  readonly others: readonly number[];
};

const taskHead = /(?:任务|内容|事项|措施|举措|工作|项目|要求|职责|目标|安排)/;
const besideHead = /(?:时限|时间|期限|节点|进度|频次|目标|指标|备注)/;
const unitHead = /^(?:牵头|主办|主责|责任|配合|协办|协同|参与|参加|实施|落实|承办)/;
const rule = /^[\s|:+-]+$/;

export function tableAttributions(text: PolicyText): TaskTables {
  const duties: FoundDuty[] = [];
  const spans: FlatSpan[] = [];
  let columns: Columns | undefined;
  for (const cells of rowsOf(text)) {
    if (cells === undefined) {
      columns = undefined;
      continue;
    }
    const heads = headsOf(cells);
    if (heads !== undefined) columns = heads;
    else if (columns !== undefined && cells.length >= 2) {
      const duty = dutyOf(columns, cells);
      if (duty !== undefined) duties.push(duty);
    }
    const [first] = cells;
    const last = cells.at(-1);
    if (columns !== undefined && first !== undefined && last !== undefined)
      spans.push({ start: first.start, end: last.end });
  }
  return { duties, spans };
}

/** The cells of each line that has columns; undefined for any other line, which ends a table. Lines that only draw it are left out. */
function* rowsOf(text: PolicyText): Generator<readonly Cell[] | undefined> {
  for (const { 0: line, index } of text.original.matchAll(/[^\r\n]+/g)) {
    if (rule.test(line) && line.includes("|")) continue;
    const separator = line.includes("\t") ? "\t" : "|";
    yield line.trim() !== "" && line.includes(separator) ? cellsOf(text, line, index, separator) : undefined;
  }
}

function cellsOf(text: PolicyText, line: string, index: number, separator: string): readonly Cell[] {
  const cells: Cell[] = [];
  let at = index;
  for (const cell of line.split(separator)) {
    const start = flatPlace(text, at);
    const end = flatPlace(text, at + cell.length);
    cells.push({ start, end, words: text.flat.slice(start, end) });
    at += cell.length + 1;
  }
  // Bars also stand at both ends of a line.
  return separator === "|"
    ? cells.slice(cells[0]?.words === "" ? 1 : 0, cells.at(-1)?.words === "" ? -1 : undefined)
    : cells;
}

function headsOf(cells: readonly Cell[]): Columns | undefined {
  const units: Column[] = [];
  const tasks: number[] = [];
  const others: number[] = [];
  cells.forEach(({ words }, at) => {
    const role = unitHead.test(words) ? roleOfLabel(words) : undefined;
    if (role !== undefined && role !== "other") units.push({ at, role });
    else if (besideHead.test(words) && !/(?:任务|措施|内容)/.test(words)) others.push(at);
    else if (taskHead.test(words) && words.length <= 12) tasks.push(at);
  });
  return units.length > 0 && tasks.length > 0 ? { count: cells.length, units, tasks, others } : undefined;
}

/** Cells that were merged downwards are empty in the rows below; a row without a task or a unit is none. */
function dutyOf({ units, tasks, others }: Columns, cells: readonly Cell[]): FoundDuty | undefined {
  const filled = (at: number): Cell[] => (cells[at] === undefined || cells[at].words === "" ? [] : [cells[at]]);
  const task = tasks.flatMap(filled).at(-1);
  const named = units.flatMap(({ at, role }) => filled(at).map((cell) => ({ cell, role })));
  const [first] = named;
  const last = named.at(-1);
  const roles = rolesOf(named.map(({ cell, role }) => ({ words: cell.words, role })));
  if (task === undefined || first === undefined || last === undefined || roles === undefined) return undefined;
  return {
    kind: "bracket",
    attribution: { start: first.cell.start, end: last.cell.end },
    task,
    roles,
    beside: others.flatMap(filled),
  };
}

function rolesOf(named: readonly { readonly words: string; readonly role: RoleName }[]): Roles | undefined {
  const roles: Record<RoleName, string[]> = { lead: [], support: [], joint: [] };
  let etc = false;
  for (const { words, role } of named) {
    const read = jointUnits(words);
    for (const name of [...read.lead, ...read.joint]) {
      if (!/[\u4e00-\u9fff]{2}/.test(name) || !canAnswerInColumn(name)) continue;
      roles[read.lead.includes(name) ? "lead" : role].push(name);
    }
    etc ||= read.etc;
  }
  const answered = roles.lead.length + roles.joint.length + roles.support.length > 0;
  return answered ? { ...roles, etc } : undefined;
}
