import { expect, test } from "vitest";
import { plainJpeg } from "./plain-jpeg.ts";

const segment = (marker: number, text: string): number[] => {
  const body = [...Buffer.from(text)];
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body];
};
const scan = [...segment(0xda, "s"), 1, 2, 3, 0xff, 0, 4, 0xff, 0xd9];
const jpeg = (...segments: number[][]) => Uint8Array.from([0xff, 0xd8, ...segments.flat(), ...scan]);
const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("latin1");

test("what tells of place, phone and person is left out, the picture stays", () => {
  const told = jpeg(
    segment(0xe0, "JFIF"),
    segment(0xe1, "Exif GPS 31.2"),
    segment(0xed, "by Chen"),
    segment(0xfe, "home"),
    segment(0xdb, "table"),
  );
  const plain = plainJpeg(told);
  expect(plain).toEqual(jpeg(segment(0xe0, "JFIF"), segment(0xdb, "table")));
  expect(textOf(plain)).not.toMatch(/Exif|Chen|home/);
  expect(plainJpeg(plain ?? new Uint8Array())).toEqual(plain);
});

test.each([
  ["nothing", []],
  ["a PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["HTML", [...Buffer.from("<html><script>alert(1)</script></html>")]],
  ["cut off", [...jpeg(segment(0xe0, "JFIF"))].slice(0, -2)],
  ["a segment longer than the file", [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1, 2]],
  ["a segment of no length", [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]],
  ["no picture in it", [0xff, 0xd8, ...segment(0xe0, "JFIF"), 0xff, 0xd9]],
])("is refused: %s", (_name, bytes) => {
  expect(plainJpeg(Uint8Array.from(bytes))).toBeUndefined();
});
