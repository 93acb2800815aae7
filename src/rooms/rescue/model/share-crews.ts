import type { CrewId } from "../../../kernel/ids.ts";
import type { StormId } from "./incident-events.ts";

/** A storm that runs: of which county, and how many lifts wait there without a crew. */
export type StormNeed = { readonly id: StormId; readonly county: string; readonly waiting: number };

/** A crew on duty within reach of the storm that is planned, nearest first. */
export type CrewInReach = {
  readonly crewId: CrewId;
  /** Where it is registered. */
  readonly county: string;
  /** Storms that may count on it without asking anybody: of its region, or with lifts that its unit maintains. */
  readonly belongsTo: readonly StormId[];
  /** In whose plan it stands; null: in none. */
  readonly claimedBy: StormId | null;
  /** What it does now: nothing, a rescue of this storm, or another. */
  readonly busy: "no" | "here" | "elsewhere";
  /** To the nearest of the lifts that wait. */
  readonly roadMinutes: number;
};

/** What a county says of its crews, and how many of them stand idle in no plan. */
export type Lender = { readonly may: boolean; readonly keep: number; readonly idle: number };

export type Sharing = {
  readonly mine: StormNeed;
  readonly storms: readonly StormNeed[];
  readonly crews: readonly CrewInReach[];
  readonly lenderOf: (county: string) => Lender;
  readonly lendMinutes: number;
  readonly most: number;
};
export type Shared = { readonly own: readonly CrewId[]; readonly lent: readonly { crewId: CrewId; from: string }[] };

/**
 * Which crews one storm plans with. What stands in another plan is not touched. Crews that only this storm may count on are its own; those
 * that several may count on are shared by how many wait in each. Where more wait than it has crews, neighbours lend: a county without a
 * storm of its own, as far as it may and keeps its minimum at home, the nearest by road first. Who is at work here stays until that is done.
 */
export function shareCrews(sharing: Sharing): Shared {
  const { mine, crews, most } = sharing;
  const free = crews.filter(({ claimedBy }) => claimedBy === null || claimedBy === mine.id);
  const own = ownCrews(sharing, free).slice(0, most);
  const lent = lentCrews(sharing, free, own.length).slice(0, most - own.length);
  return { own: own.map(({ crewId }) => crewId), lent: lent.map(({ crewId, county }) => ({ crewId, from: county })) };
}

const isOwn = ({ belongsTo }: CrewInReach, { id }: StormNeed): boolean => belongsTo.includes(id);

/** Who works here first, then who stands in this plan already, then the nearest: a plan that changes its crews for nothing helps nobody. */
const steady = (crews: readonly CrewInReach[], { id }: StormNeed): CrewInReach[] => {
  const rank = ({ busy, claimedBy }: CrewInReach): number => (busy === "here" ? 0 : claimedBy === id ? 1 : 2);
  return [...crews].sort((a, b) => rank(a) - rank(b));
};

function ownCrews({ mine, storms, crews }: Sharing, free: readonly CrewInReach[]): CrewInReach[] {
  const rivals = storms.filter(({ id, waiting }) => id !== mine.id && waiting > 0);
  const isShared = (crew: CrewInReach): boolean => rivals.some((rival) => isOwn(crew, rival));
  const pool = crews.filter((crew) => isOwn(crew, mine) && isShared(crew));
  const sharers = rivals.filter((rival) => pool.some((crew) => isOwn(crew, rival)));
  const waiting = Math.max(1, mine.waiting);
  const all = sharers.reduce((sum, rival) => sum + rival.waiting, waiting);
  const allowed = Math.ceil((pool.length * waiting) / all);
  const kept = new Set(
    steady(
      free.filter((crew) => pool.includes(crew)),
      mine,
    ).filter(({ busy }, i) => i < allowed || busy === "here"),
  );
  return free.filter((crew) => isOwn(crew, mine) && (!isShared(crew) || kept.has(crew)));
}

function lentCrews({ mine, storms, lenderOf, lendMinutes }: Sharing, free: readonly CrewInReach[], own: number) {
  const inNeed = new Set(storms.filter(({ waiting }) => waiting > 0).map(({ county }) => county));
  const foreign = free.filter((crew) => !isOwn(crew, mine) && crew.busy !== "elsewhere");
  const nearest = [...foreign].sort((a, b) => a.roadMinutes - b.roadMinutes);
  const gone = new Map<string, number>();
  let wanted = mine.waiting - own;
  return steady(nearest, mine).filter((crew) => {
    const { county, busy, roadMinutes } = crew;
    // Sent before there was a storm, or lent since.
    if (busy === "here") {
      wanted -= 1;
      return true;
    }
    const lender = lenderOf(county);
    const left = lender.idle - (gone.get(county) ?? 0) - 1;
    if (wanted <= 0 || inNeed.has(county) || !lender.may || left < lender.keep || roadMinutes > lendMinutes)
      return false;
    gone.set(county, (gone.get(county) ?? 0) + 1);
    wanted -= 1;
    return true;
  });
}
