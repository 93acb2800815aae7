import type { Draws } from "../draws.ts";

const first = "安平升稳导曳衡层缓厅轿门井限钳轨绳轮召选控示值守援检准静";
const second = "和宁泰康顺通达远新兴华明光阳春秋溪湖岭桥塘港浦洲原川林园";
const further = ["", "东", "西", "南", "北", "上", "下", "前", "后"];

/** Names made of words of lifts and of good wishes; the same number gives the same name, near numbers give far ones. */
export function streetName(seed: Draws, number: number, ending: string): string {
  const pairs = first.length * second.length;
  // 445 and 28 × 28 have no common factor: the first 784 numbers give 784 names.
  const turned = (number * 445 + seed.int(0, pairs - 1, "street-names", ending)) % pairs;
  const more = Math.floor(number / pairs);
  const side = further[more % further.length] ?? "";
  const last = more < further.length ? "" : String(Math.floor(more / further.length));
  return `${first.charAt(Math.floor(turned / second.length))}${second.charAt(turned % second.length)}${side}${last}${ending}`;
}
