/**
 * Published figures of rescues by which past years are drawn (collected in the project's notes on the field, part 5). Each city publishes a part of
 * them, so that no single city is drawn; what none publishes is marked as invented.
 */

/** 南京 2023-09, 电梯应急处置简报: cases of passenger lifts among all, lifts of both classes, people freed, minutes. */
export const nanjingRescues = {
  cases: 696,
  ofPassengerLifts: 664,
  passengerLifts: 110_989,
  goodsLifts: 9_498,
  freed: 1_572,
  arriveMinutes: 9.8,
  rescueMinutes: 4.4,
} as const;
/** 困人率 as Nanjing publishes it: entrapments of passenger lifts in a month ÷ passenger lifts in use. 0.598 %. */
export const monthlyRate = nanjingRescues.ofPassengerLifts / nanjingRescues.passengerLifts;
export const monthlyGoodsRate = (nanjingRescues.cases - nanjingRescues.ofPassengerLifts) / nanjingRescues.goodsLifts;

/** 南京 2018 上半年: 70.9 % in housing. */
export const housingShare = 0.709;

/**
 * How many times the average a lift of this age traps. 南京 2015: 1.45 % a month at 11–15 years and 0.68 % above (many renewed), where all lifts have
 * 6,944 ÷ 12 ÷ 63,957 = 0.905 %. 芜湖 2022: 1,100 of 2,345 calls from 12,652 of 31,600 lifts of 5–10 years. Below five years: what is left, so that
 * the average is one at the ages of 上海 2022.
 */
export const ageFactors: readonly { readonly below: number; readonly factor: number }[] = [
  { below: 5, factor: 0.5 },
  { below: 10, factor: 1_100 / 2_345 / (12_652 / 31_600) },
  { below: 15, factor: 1.45 / 0.905 },
  { below: Number.POSITIVE_INFINITY, factor: 0.68 / 0.905 },
];

/** 日照 2020-06~12: causes of 414 entrapments by class; of those from outside 92 by power cuts; 30 分钟到达率 99.52 %. */
export const rizhaoCauses = { cases: 414, human: 130, outside: 132, power: 92, door: 48, control: 47 } as const;
export const arrivedIn30Minutes = 0.9952;
/** 贵州: second level 148 of 15,028. */
export const secondLevelShare = 148 / 15_028;

/** Code of the seven classes and its weight. Within a class: 南京 2017-06 and 济南 2017Q4 for rubbish, removals and water; the others are invented. */
export const causeWeights: readonly (readonly [code: string, weight: number])[] = [
  ["101", rizhaoCauses.human * 0.53],
  ["102", rizhaoCauses.human * 0.25],
  ["103", rizhaoCauses.human * 0.12],
  ["104", rizhaoCauses.human * 0.1],
  ["201", rizhaoCauses.power],
  ["202", rizhaoCauses.outside * 0.07],
  ["203", 10],
  ["204", rizhaoCauses.outside * 0.93 - rizhaoCauses.power - 10],
  ["301", rizhaoCauses.door * 0.28],
  ["302", rizhaoCauses.door * 0.3],
  ["303", rizhaoCauses.door * 0.22],
  ["304", rizhaoCauses.door * 0.1],
  ["308", rizhaoCauses.door * 0.1],
  ["501", rizhaoCauses.control * 0.25],
  ["503", rizhaoCauses.control * 0.25],
  ["505", rizhaoCauses.control * 0.3],
  ["507", rizhaoCauses.control * 0.2],
  ["405", 9],
  ["403", 4],
  ["601", 16],
  ["602", 7],
  ["605", 9],
  ["609", 5],
  ["700", 7],
];

/**
 * Share of each hour of the day, in per cent. 南京 2017-06: 90 of 675 from 8 to 10, 99 of 675 from 18 to 20; 贵州: peaks from 12 to 14 and
 * from 17 to 20. The hours between are invented.
 */
export const hourWeights: readonly number[] = [
  0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 2.5, 5, 6.9, 6.43, 5, 5.2, 6.2, 5.6, 4.4, 4.4, 5, 6.4, 7.6, 7.07, 6, 5, 3.4, 2.2,
];
