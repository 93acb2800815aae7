import { expect, test } from "vitest";
import { linesOf, readLines, readUnits } from "./field-lines.ts";

const fields = {
  heading: null,
  text: "甲",
  lead: [],
  support: [],
  joint: [],
  etc: false,
  deadlines: [
    { text: "2026年12月10日前", date: "2026-12-10" },
    { text: "印发后30个工作日内", date: null },
  ],
  targets: [
    { text: "75%以上", value: 75, unit: "%", op: ">=" as const },
    { text: "达到100%", value: 100, unit: "%", op: "=" as const },
    { text: "超过20台", value: 20, unit: "台", op: ">" as const },
  ],
  cadence: [
    { text: "每半年", period: "P6M" },
    { text: "定期", period: null },
  ],
};

test("what is shown as lines is read back as it was", () => {
  const { deadlines, targets, cadence } = fields;
  expect(readLines(linesOf(fields))).toEqual({ fields: { deadlines, targets, cadence } });
});

test.each(["没有等号", "每半年=半年", "2026年底前=2026-13-40"])("a line that says nothing is named: %s", (line) => {
  expect(
    readLines({
      deadlines: line.includes("2026") ? line : "",
      targets: "",
      cadence: line.includes("2026") ? "" : line,
    }),
  ).toEqual({ wrong: line });
});

test("units are typed in one line, each counted once", () => {
  expect(readUnits("县住建局、 县教育局，县住建局")).toEqual(["县住建局", "县教育局"]);
});
