/** Lines of a pen: points in the units of the box in which one signs. */
export type PenLine = readonly (readonly [number, number])[];

/** So near the point before it a point says nothing. */
const nearUnits = 4;
const pathMax = 20_000;

export function withPoint(lines: readonly PenLine[], x: number, y: number): readonly PenLine[] {
  const line = lines.at(-1) ?? [];
  const last = line.at(-1);
  if (last !== undefined && Math.hypot(last[0] - x, last[1] - y) < nearUnits) return lines;
  return [...lines.slice(0, -1), [...line, [x, y]]];
}

/** As an SVG path of whole numbers; a dot is a line of no length. Cut where it would be too long. */
export function pathOf(lines: readonly PenLine[]): string {
  const path = lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const points = line.map(([x, y]) => `${Math.max(0, Math.round(x))} ${Math.max(0, Math.round(y))}`);
      return `M${points[0]}L${(points.length === 1 ? points : points.slice(1)).join("L")}`;
    })
    .join("");
  return path.length <= pathMax ? path : path.slice(0, path.lastIndexOf("L", pathMax));
}
