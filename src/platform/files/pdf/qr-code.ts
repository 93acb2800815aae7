import { encode } from "uqr";

/**
 * A QR code as SVG text, one path of rows of squares, without margin: the sheet leaves four modules free around it
 * (ISO/IEC 18004). Level M stands some dirt and wear.
 */
export function qrSvg(text: string, level: "L" | "M" | "Q" | "H" = "M"): string {
  const { data, size } = encode(text, { ecc: level, border: 0, boostEcc: true });
  let path = "";
  for (const [y, row] of data.entries())
    for (let x = 0; x < size; x += 1) {
      if (row[x] !== true) continue;
      const from = x;
      while (row[x + 1] === true) x += 1;
      path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`;
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}
