import { formatDateTime, formatTimeOfDay } from "../../../web/ui/format-time.ts";
import type { Known, KnownCrew, Step, Unfolded } from "./unfold.ts";

const statusWords = {
  asked: "待接单 asked",
  accepted: "赶赴中 en route",
  arrived: "已到场 on scene",
  refused: "已拒单 refused",
  overdue: "逾期 overdue",
  "stood-down": "已撤回 stood down",
} as const satisfies Record<KnownCrew["status"], string>;

/** The incident as it unfolded, a line a step, and below it what the platform knew from then on where that changed. */
export function printUnfolded(incident: Unfolded): string[] {
  const { no, place, address, openedAt, closedAt, mergedInto, joined, steps } = incident;
  return [
    `警情 incident ${no} · ${place}${address === null ? "" : ` · ${address}`}`,
    `${formatDateTime(openedAt)} — ${closedAt === null ? "未结案 open" : formatDateTime(closedAt)}（北京时间 China time）`,
    ...(mergedInto === null ? [] : [`已并入 joined to ${mergedInto}：sp rescue replay ${mergedInto}`]),
    ...joined.map((other) => `并入了 was joined: ${other}：sp rescue replay ${other}`),
    "",
    ...steps.flatMap((step, i) => [...stepLines(step), ...knownLines(step, steps[i - 1])]),
  ];
}

function stepLines({ at, since, text, actor, remark }: Step): string[] {
  const who = actor.zh === "" ? "" : ` · ${actor.zh === actor.en ? actor.zh : `${actor.zh} ${actor.en}`}`;
  const told = remark === null ? "" : `（${remark.zh} ${remark.en}）`;
  return [
    `${formatTimeOfDay(at)}  +${since}  ${text.zh}${told}${who}`,
    ...(text.en === text.zh ? [] : [`${" ".repeat(18)}${text.en}`]),
  ];
}

function knownLines(step: Step, before: Step | undefined): string[] {
  const now = knownText(step.known, step.knownAt);
  if (before !== undefined && JSON.stringify(before.known) === JSON.stringify(step.known)) return [];
  return [`${" ".repeat(18)}＝ ${now}`];
}

function knownText({ persons, injured, level, freed, crews }: Known, at: number): string {
  const people = persons === null ? "人数不详 number unknown" : `${persons} 人 people`;
  const hurt = injured === null || injured === 0 ? [] : [`伤 injured ${injured}`];
  const out = freed ? ["已解救 out"] : [];
  return [people, ...hurt, ...out, `${level} 级 level ${level}`, ...crews.map((crew) => crewText(crew, at))].join(
    " · ",
  );
}

/** A crew in one piece: state, predicted minutes and the clock that runs for it. */
function crewText(crew: KnownCrew, at: number): string {
  const road = `${Math.max(1, Math.round(crew.etaSeconds / 60))} min${crew.estimated ? "（估算 estimate）" : ""}`;
  const clock =
    crew.status === "asked"
      ? ` ${limit("接单时限 answer by", crew.respondBy, at)}`
      : crew.status === "accepted" && crew.expectedAt !== null
        ? ` ${limit("预计到达 expected", crew.expectedAt, at)}${crew.arriveBy === null ? "" : ` ${limit("最迟 latest", crew.arriveBy, at)}`}`
        : "";
  return `${crew.name} ${statusWords[crew.status]} ${road}${clock}`;
}

const limit = (what: string, limitAt: number, at: number): string =>
  `${what} ${formatTimeOfDay(limitAt)}${at > limitAt ? " 超时 overdue" : ""}`;
