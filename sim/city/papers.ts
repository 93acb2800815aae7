import { isEscalatorKind, type LiftKind } from "../../src/rooms/lifts/contract.ts";
import type { Dice } from "../dice.ts";
import type { LiftPapers, Tower } from "./city.ts";
import { phone } from "./codes.ts";
import type { Contract } from "./firms.ts";
import { nextDue } from "./inspection-years.ts";

type About = {
  readonly dice: Dice;
  readonly index: number;
  readonly kind: LiftKind;
  readonly tower: Tower;
  readonly contract: Contract;
  readonly inUse: number;
  readonly asOf: number;
  readonly useRegistrationNo: string;
};

const loads = [630, 800, 1_000, 1_000, 1_050, 1_150, 1_350, 1_600];
const speeds = [1, 1.5, 1.75, 2, 2.5, 3];
const lives = [15, 20, 20, 25];
const keys = ["物业值班室", "消防控制室", "门卫室", "客服中心"];
const rooms = ["楼顶机房", "楼顶机房", "无机房", "楼顶机房（需经消防梯）"];
const ways = ["", "", "东门进，右转", "车库B1层进", "西侧消防通道", "南门保安处登记"];
const pick = <T>(list: readonly T[], share: number, otherwise: T): T =>
  list[Math.floor(share * list.length)] ?? otherwise;

/** Wuhan 2018: more than 99 in 100 inspected in time. */
const overdueShare = 0.009;

/** What the papers of one lift say; drawn by its own number and its site's. */
export function papersOf({ dice, index, kind, tower, contract, inUse, asOf, useRegistrationNo }: About): LiftPapers {
  const due = nextDue(inUse, asOf);
  const escalator = isEscalatorKind(kind);
  const site = contract.no;
  const officer = (site * 7 + 3) % 100_000;
  const since = asOf - 60 - Math.floor(dice(site, 30) * 900);
  return {
    useRegistrationNo,
    registration: registrationOf(asOf - inUse, dice(index, 31)),
    madeOn: inUse - 60 - Math.floor(dice(site, 32) * 150),
    inUseSince: inUse,
    designLifeYears: asOf - inUse < 4_300 ? pick(lives, dice(site, 33), 20) : null,
    warrantyUntil: asOf - inUse < 2_000 ? inUse + 730 : null,
    nextInspectionDue: dice(index, 34) < overdueShare ? asOf - 1 - Math.floor(dice(index, 35) * 60) : due.inspection,
    nextTestingDue: due.testing,
    model: `${escalator ? "SFE" : kind === "3120" || kind === "3130" ? "SFH" : "SFK"}-${contract.makerNo}${pick(["00", "10", "20", "30"], dice(site, 36), "00")}`,
    ratedLoad: escalator
      ? 0
      : kind === "3430"
        ? 300
        : kind === "3120" || kind === "3130"
          ? 2_000
          : pick(loads, dice(site, 37), 1_000),
    ratedSpeed: escalator
      ? 0.5
      : kind === "3430"
        ? 0.4
        : tower.floors < 8
          ? 1
          : pick(speeds, Math.min(0.99, tower.floors / 40), 1.75),
    travelHeight: escalator ? 5 : Math.round((tower.floors + tower.basements - 1) * 31) / 10,
    safetyOfficer: `示范安全员${officer}`,
    safetyOfficerPhone: phone(7_000 + Math.floor(officer / 10_000), officer % 10_000),
    maintenanceFrom: since,
    maintenanceTo: since + 1_095,
    accessNote: pick(ways, dice(site, 38), ""),
    machineRoom: escalator ? "" : pick(rooms, dice(site, 39), ""),
    keyPlace: pick(keys, dice(site, 41), ""),
  };
}

/** A few are stopped; of those over 24 years many have been scrapped and still stand in the register. */
const registrationOf = (days: number, share: number): LiftPapers["registration"] =>
  days > 24 * 365 && share < 0.15 ? "scrapped" : share < 0.025 ? "stopped" : "in-use";
