import decodeQr from "qr/decode.js";
import { getDocumentProxy } from "unpdf";

/** Codes of the page description as pdf.js hands it out. */
const constructPath = 91;
const [moveTo, lineTo] = [0, 1];
const pixelsPerModule = 6;
const quietModules = 4;

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** What a phone reads when it is held before the page: the QR code's squares painted as they stand there. One code a page. */
export async function readQrOfPage(pdf: Uint8Array, pageNo = 1): Promise<string> {
  const page = await (await getDocumentProxy(new Uint8Array(pdf))).getPage(pageNo);
  const { fnArray, argsArray } = await page.getOperatorList();
  const paths = fnArray.flatMap((fn, i) => (fn === constructPath ? [boxesIn(argsArray[i])] : []));
  const squares = paths.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const size = Math.max(...squares.map(({ right }) => right)) + 2 * quietModules;
  const side = size * pixelsPerModule;
  const data = new Uint8Array(side * side * 4).fill(255);
  const pixel = (modules: number): number => Math.round((modules + quietModules) * pixelsPerModule);
  for (const { left, top, right, bottom } of squares)
    for (let y = pixel(top); y < pixel(bottom); y += 1)
      for (let x = pixel(left); x < pixel(right); x += 1) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return decodeQr({ width: side, height: side, data });
}

/** The subpaths of a path, each by the box around it: numbers are operators, each with its point. */
function boxesIn(args: unknown): Box[] {
  const numbers = Object.values((args as [number, [Record<string, number>]])[1][0]);
  const boxes: Box[] = [];
  let points: [number, number][] = [];
  const close = (): void => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    if (points.length > 0)
      boxes.push({ left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) });
    points = [];
  };
  for (let at = 0; at < numbers.length; at += 1) {
    const operator = numbers[at];
    if (operator === moveTo) close();
    if (operator !== moveTo && operator !== lineTo) continue;
    points.push([numbers[at + 1] ?? 0, numbers[at + 2] ?? 0]);
    at += 2;
  }
  close();
  return boxes;
}
