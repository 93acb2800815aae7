type Found = { readonly place: string };

const alone = (digits: string): string => `(?<!\\d)${digits}(?!\\d)`;

/**
 * Brings those first whose place has the typed numbers as numbers of their own, in the order typed: for 「主楼 3」 the lift 3号梯
 * before all those that are found because their street number is 237. The order among equals stays.
 */
export function rankFound<Lift extends Found>(lifts: readonly Lift[], query: string): readonly Lift[] {
  const numbers = query.match(/\d+/g) ?? [];
  if (numbers.length === 0) return lifts;
  const inOrder = new RegExp(numbers.map(alone).join("(?:.*\\D)?"));
  const each = numbers.map((digits) => new RegExp(alone(digits)));
  const hits = ({ place }: Found): number =>
    each.filter((number) => number.test(place)).length + (inOrder.test(place) ? 1 : 0);
  return lifts.toSorted((a, b) => hits(b) - hits(a));
}
