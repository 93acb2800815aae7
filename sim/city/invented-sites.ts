import type { Position } from "../../src/kernel/coordinates.ts";
import type { LiftSector } from "../../src/rooms/lifts/contract.ts";
import { createDice, type Dice } from "../dice.ts";
import { addressIn, communityOf, type StreetPlan } from "../streets/street-plan.ts";
import { apportion } from "./apportion.ts";
import type { Tower } from "./city.ts";
import { districtOf } from "./districts.ts";
import { openPlots, type Plot, type Plots } from "./plots.ts";
import { mixOf, type SectorMix, sectorMixes } from "./sector-mix.ts";

const stems =
  "云上 晴川 和风 听松 望潮 青禾 朗月 星桥 棠梨 竹影 桐荫 白鹭 春申 锦里 南枝 北辰 鹿鸣 知夏 观澜 映山 枕溪 揽翠 归雁 流萤 问樵 采薇 沐晨 栖霞 半亩 长亭 扶摇 惊鸿 拾光 停云 落英 怀瑾 清嘉 余音 远帆 微澜".split(
    " ",
  );

/** Sites one after the other, each as its towers, until they have room for `lifts`. The same arguments give the same sites. */
export function* inventSites(plan: StreetPlan, seed: number, lifts: number): Generator<readonly Tower[]> {
  const dice = createDice(seed);
  const plots = openPlots(plan, seed, Math.ceil(lifts / 20));
  const sectors = apportion(sectorMixes.map((mix) => mix.share));
  const escalatorsIn = new Map(sectorMixes.map((mix) => [mix.sector, takeShare(mix.escalator + mix.walk)]));
  const names = createNames();
  for (let have = 0, no = 0; have < lifts; no += 1) {
    const lot = sectors.next();
    const sector = sectorMixes[lot] ?? mixOf("housing");
    const plot = plotFor(plots, sector.sector);
    const site = { plan, dice, no, plot, mix: sector, name: names(sector) };
    const towers =
      sector.sector === "housing" ? housing(site) : building(site, escalatorsIn.get(sector.sector) ?? (() => 0));
    const size = towers.reduce((sum, tower) => sum + tower.entrances * tower.liftsPerEntrance + tower.escalators, 0);
    have += size;
    sectors.give(lot, size);
    yield towers;
  }
}

/** How many of `count` things are of the share, so that the sum keeps to it. */
function takeShare(share: number): (count: number) => number {
  let owed = 0;
  return (count) => {
    owed += share * count;
    const now = Math.min(count, Math.floor(owed));
    owed -= now;
    return now;
  };
}

function plotFor(plots: Plots, sector: LiftSector): Plot {
  if (sector === "housing" || sector === "airport") return plots.whole();
  return sector === "factory" ? plots.outside() : plots.quarter();
}

type Site = {
  readonly plan: StreetPlan;
  readonly dice: Dice;
  readonly no: number;
  readonly plot: Plot;
  readonly mix: SectorMix;
  readonly name: string;
};

const between = (low: number, high: number, share: number): number => low + Math.floor(share * (high - low + 1));

/** Four to ten houses on both sides of the compound's own road. */
function housing(site: Site): Tower[] {
  const { dice, no } = site;
  return Array.from({ length: between(4, 10, dice(no, 10)) }, (_, b) => {
    const floors = dice(no, 20 + b) < 0.25 ? between(6, 11, dice(no, 40 + b)) : between(12, 33, dice(no, 40 + b));
    return {
      ...common(site, { along: b % 2 === 0 ? -0.36 : 0.36, up: 0.22 + Math.floor(b / 2) * 0.37 }),
      building: `${b + 1}号楼`,
      floors,
      entrances: between(1, 2, dice(no, 60 + b)),
      // GB 50096-2011: from twelve floors on, two lifts to an entrance.
      liftsPerEntrance: floors >= 12 ? 2 : 1,
      escalators: 0,
    };
  });
}

/** One building, or several of a dozen lifts each where there are more. */
function building(site: Site, escalatorsOf: (count: number) => number): Tower[] {
  const { dice, no, mix, plot } = site;
  const size = between(1, 2 * mix.size - 1, dice(no, 11));
  const count = Math.ceil(size / 14);
  return Array.from({ length: count }, (_, b) => {
    const units = Math.floor((size * (b + 1)) / count) - Math.floor((size * b) / count);
    const escalators = escalatorsOf(units);
    const side = plot.quarter % 2 === 0 ? -0.36 : 0.36;
    return {
      ...common(site, { along: side, up: (plot.quarter < 2 ? 0.35 : 1.35) + b * 0.2 }),
      building: count === 1 ? "主楼" : `${"ABCDEFGH".charAt(b)}座`,
      floors: between(...mix.floors, dice(no, 40 + b)),
      entrances: 1,
      liftsPerEntrance: units - escalators,
      escalators,
    };
  });
}

/** `along`: steps to the west (negative) or east of the block's own road; `up`: steps from its southern street. */
function common({ plan, plot, mix, name }: Site, { along, up }: { readonly along: number; readonly up: number }) {
  const { block, quarter } = plot;
  const i = block.bi * 2 + 1 + along;
  const district = districtOf(plan, block);
  return {
    sector: mix.sector,
    compound: name,
    community: communityOf(plan, block),
    address: `升平示范市${district.name}${addressIn(plan, block, { i, upper: quarter > 1 })}`,
    region: district.code,
    position: rounded(plan.at(i, block.bj * 2 + up)),
    basements: mix.basements,
  };
}

const rounded = ({ lat, lon }: Position): Position => ({
  lat: Math.round(lat * 1e6) / 1e6,
  lon: Math.round(lon * 1e6) / 1e6,
});

/** Stems in turn, then endings, then numbers: no two sites have one name, and every name begins with 示范. */
function createNames(): (mix: SectorMix) => string {
  const counts = new Map<LiftSector, number>();
  return ({ sector, words }) => {
    const no = counts.get(sector) ?? 0;
    counts.set(sector, no + 1);
    const turn = Math.floor(no / stems.length);
    const series = Math.floor(turn / words.length);
    const number = series === 0 ? "" : sector === "housing" ? `${series + 1}期` : `${series + 1}号`;
    const stem = (no * 7 + turn * 3) % stems.length;
    return `示范${stems[stem]}${words[(stem + turn) % words.length]}${number}`;
  };
}
