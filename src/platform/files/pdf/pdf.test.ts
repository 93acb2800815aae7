import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { missingLetters as missing, pagesOf as pages } from "../../../../tests/support/pdf-letters.ts";
import { PdfPrinter, renderPdf } from "./pdf.ts";
import { qrSvg } from "./qr-code.ts";
import { renderTableReport, reportRowsMax, type TableReport } from "./table-report.ts";

const printer = new PdfPrinter();
/** The printing processes of this one that live. Linux only. */
const printers = (): string[] =>
  readdirSync("/proc/self/task")
    .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" "))
    .filter((pid) => pid !== "" && cmdlineOf(pid).includes("pdf-child.ts"));
const cmdlineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has just ended
  }
};
afterAll(() => printer.stop());

const report: TableReport = {
  lang: "zh",
  title: "电梯台账",
  subtitle: "澄江市东湖区",
  facts: [["筛选", "超过十五年"]],
  columns: [
    { header: "注册代码", width: 3 },
    { header: "地址", width: 4 },
    { header: "层站", width: 1, align: "right" },
  ],
  rows: [["31103301002008000001", "春和花园七幢", "33"]],
  stamp: "2026-11-24 升平",
};

describe("documents", () => {
  test("Chinese is really there: the font is embedded, and each character can be searched", async () => {
    const pdf = await renderTableReport(report);
    expect(Buffer.from(pdf).toString("latin1")).toMatch(/NotoSansSC-Regular/);
    expect(Buffer.from(pdf).toString("latin1")).toMatch(/NotoSansSC-Bold/);
    expect(missing(pdf, "电梯台账澄江市东湖区筛选超过十五年注册代码地址层站春和花园七幢第页共升平0123")).toEqual([]);
    expect(missing(pdf, "鑫")).toEqual(["鑫"]);
  });

  test("the same facts make the same bytes", async () => {
    expect(Buffer.from(await renderTableReport(report)).equals(Buffer.from(await renderTableReport(report)))).toBe(
      true,
    );
  });

  test("a font that is missing is an error, not a page of boxes", async () => {
    const template = { name: "other-font", source: '#set text(font: "No Such Font")\n电梯' };
    await expect(renderPdf(template, {})).rejects.toThrow(/unknown font family/);
  });

  test("texts are never read as Typst, and templates reach no file", async () => {
    const title = '#read("/etc/passwd") $x$ *b* \\ "quoted"';
    const pdf = await renderTableReport({ ...report, title, rows: [["#x", "]]", "@a"]] });
    expect(missing(pdf, "#read(/etc)$@")).toEqual([]);
    const template = { name: "thief", source: '#read("/etc/passwd")' };
    await expect(renderPdf(template, {})).rejects.toThrow(/not found|denied/);
    await expect(renderPdf({ ...template, source: '#read("../../etc/passwd")' }, {})).rejects.toThrow(
      /not found|denied/,
    );
  });

  test("a long list has its head on every page; none has a word for it", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [String(i), "春和花园", "3"]);
    expect(pages(await renderTableReport({ ...report, rows }))).toBeGreaterThan(5);
    expect(missing(await renderTableReport({ ...report, rows: [] }), "没有记录")).toEqual([]);
    await expect(async () =>
      renderTableReport({ ...report, rows: Array.from({ length: reportRowsMax + 1 }, () => []) }),
    ).rejects.toThrow("invariant");
  });

  test("two hundred signs with codes", async () => {
    const source = `#grid(columns: (1fr,) * 4, ..data.map(one => [#image(bytes(one.qr), format: "svg", width: 30mm) #one.code]))`;
    const data = Array.from({ length: 200 }, (_, i) => ({
      code: `电${i}`,
      qr: qrSvg(`https://lift.example.org/s/${i}`),
    }));
    const pdf = await printer.render({ name: "signs", source }, data);
    expect(missing(pdf, "电0123456789")).toEqual([]);
  });
});

describe("the process that prints", () => {
  test("documents asked for at once come one after the other, each with its own facts", async () => {
    const asked = ["甲", "乙", "丙", "丁"].map((letter) =>
      printer.render({ name: "x", source: "#data.letter" }, { letter }),
    );
    const made = await Promise.all(asked);
    expect(made.map((pdf, i) => missing(pdf, ["甲", "乙", "丙", "丁"][i] ?? ""))).toEqual([[], [], [], []]);
  });

  test("one that does not end is given up, and the next one is made", async () => {
    const hasty = new PdfPrinter({ limitMs: 1_500 });
    const endless = hasty.render(
      { name: "endless", source: "#{ let x = 0; for i in range(100000000) { x += i }; x }" },
      {},
    );
    const next = hasty.render({ name: "next", source: "#data.a" }, { a: "戊" });
    await expect(endless).rejects.toThrow(/timeout/);
    expect(missing(await next, "戊")).toEqual([]);
    hasty.stop();
  });

  test.skipIf(process.platform !== "linux")(
    "one that has grown big ends with its document, one that stayed small makes the next; documents that wait are made",
    async () => {
      const bounded = new PdfPrinter({ residentMaxBytes: 250 * 2 ** 20 });
      const small = (letter: string) => bounded.render({ name: "small", source: "#data.letter" }, { letter });
      const before = printers();
      const own = () => printers().filter((pid) => !before.includes(pid));
      await small("甲");
      const [first] = own();
      await small("乙");
      expect(own()).toEqual([first]);
      const rows = Array.from({ length: reportRowsMax }, (_, i) =>
        Array.from({ length: 8 }, (_, j) => `${i}幢${j}单元`),
      );
      const source = "#table(columns: 8, ..data.rows.flatten())";
      const [big, next] = await Promise.all([bounded.render({ name: "big", source }, { rows }), small("丙")]);
      expect(pages(big)).toBeGreaterThan(10);
      expect(missing(next, "丙")).toEqual([]);
      expect(own()).toHaveLength(1);
      expect(own()).not.toEqual([first]);
      bounded.stop();
    },
  );

  test("the process goes by itself when nobody prints, and does not keep a command alive", () => {
    const script = `
      import { renderPdf } from ${JSON.stringify(new URL("./pdf.ts", import.meta.url).pathname)};
      console.log((await renderPdf({ name: "x", source: "a" }, {})).length > 100);`;
    const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 15_000 });
    expect(out.toString().trim()).toBe("true");
  });
});

describe("QR codes", () => {
  test("one path of whole rows of squares, and the three corners", () => {
    const svg = qrSvg("https://lift.example.org/s/123456?t=abc");
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 (\d+) \1"/);
    expect(svg).toContain("M0 0h7v1h-7z");
    expect(svg.length).toBeLessThan(8_000);
  });
});
