/**
 * A real Chromium that came by the package registry, also on a bare machine: unpacked once per version into the
 * checkout's cache, with its own system libraries where the machine has none, software WebGL for the map, and a
 * Chinese font so that screenshots can be read. SP_CHROMIUM names another Chromium to use instead.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CACHE = resolve(import.meta.dirname, "../../.cache");
const require = createRequire(import.meta.url);
const packageFolder = (name: string, file: string): string => join(dirname(require.resolve(name)), file);

const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Starts a browser; the caller closes it. Open pages in a `newChineseContext`.
 * @param more environment. With LANG alone dates are written as in China, but where the machine lacks that locale a Chinese file name
 *   becomes "download"; with LC_ALL=C.UTF-8 names are kept, and dates are American.
 */
export async function launchChromium(more: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const external = process.env.SP_CHROMIUM;
  if (external !== undefined) return chromium.launch({ executablePath: external, args: FLAGS });
  const folder = await unpackedChromium();
  const executablePath = join(folder, "chromium");
  return chromium.launch({
    executablePath,
    args: FLAGS,
    env: { ...browserEnvironment(folder, executablePath), ...more },
  });
}

/** A context as a user in China has it: language, time zone, and a Chinese font also on machines without one. */
export async function newChineseContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  await bringChineseFont(context);
  return context;
}

/** The package reuses whatever lies in TMPDIR, so it gets an empty one, and the result is moved in place whole. */
async function unpackedChromium(): Promise<string> {
  const bin = packageFolder("@sparticuz/chromium", "../bin");
  const manifest = JSON.parse(readFileSync(join(bin, "../package.json"), "utf8")) as { version: string };
  const folder = join(CACHE, `chromium-${manifest.version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, "chromium-draft-"));
  const program = `
    import chromium, { inflate } from "@sparticuz/chromium";
    await Promise.all([chromium.executablePath(), inflate(${JSON.stringify(join(bin, "al2023.tar.br"))})]);`;
  const args = ["--input-type=module", "-e", program];
  await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: draft, NODE_OPTIONS: "" },
  });
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was quicker
  }
  return folder;
}

function browserEnvironment(folder: string, executable: string): Record<string, string> {
  const env: Record<string, string> = { PATH: process.env.PATH ?? "", HOME: folder, LANG: "zh_CN.UTF-8" };
  const traced = spawnSync(executable, [], { env: { LD_TRACE_LOADED_OBJECTS: "1" }, encoding: "utf8" });
  if (traced.stdout.includes("not found")) env.LD_LIBRARY_PATH = join(folder, "al2023", "lib");
  env.FONTCONFIG_FILE = fontConfiguration(folder);
  return env;
}

/** The machine's own fonts, and the Latin ones of the package where there are none. */
function fontConfiguration(folder: string): string {
  const path = join(folder, "fonts.conf");
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", join(folder, "fonts")];
  const draft = `${path}.${process.pid}`;
  writeFileSync(
    draft,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map((dir) => `<dir>${dir}</dir>`).join("\n")}
<cachedir>${join(folder, "fontcache")}</cachedir>
</fontconfig>`,
  );
  renameSync(draft, path);
  return path;
}

/** The names that pages ask for first: a font face under such a name goes before the system's font. */
const CHINESE_FAMILIES = ["PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", "Noto Sans SC", "Noto Sans CJK SC"];
const FONT_PATH = "/__fonts/";

/**
 * Serves Noto Sans SC to the pages of a context from their own origin (so their content policy allows it) and links it
 * under the names of the Chinese system fonts. A page's own font stack stays as it is; it must name one of them.
 */
async function bringChineseFont(context: BrowserContext): Promise<void> {
  const noto = packageFolder("@fontsource-variable/noto-sans-sc", ".");
  const faces = readFileSync(join(noto, "index.css"), "utf8").replaceAll("./files/", FONT_PATH);
  const css = CHINESE_FAMILIES.map((family) => faces.replaceAll("Noto Sans SC Variable", family)).join("\n");
  await context.route(
    (url) => url.pathname.startsWith(FONT_PATH),
    (route) => {
      const name = basename(new URL(route.request().url()).pathname);
      if (name === "chinese.css") return route.fulfill({ contentType: "text/css", body: css });
      return route.fulfill({ contentType: "font/woff2", path: join(noto, "files", name) });
    },
  );
  await context.addInitScript({ content: LINK_FONT });
}

/** Waits until the Chinese font is there and drawn: call it before a screenshot. */
export async function fontsReady(page: Page): Promise<void> {
  await page.waitForFunction(`[...document.styleSheets].some((sheet) => sheet.href?.includes("${FONT_PATH}"))`);
  await page.evaluate(FONTS_DRAWN);
}

// Code for the page stands in strings: the types of a browser would be wrong everywhere else in this program.
const LINK_FONT = `
  if (location.protocol.startsWith("http")) document.addEventListener("DOMContentLoaded", () => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "${FONT_PATH}chinese.css";
    document.head.append(link);
  });`;

// A frame makes the page ask for the slices of the letters that it shows; only then is there something to await. Words that
// were drawn before the font had come would stay blank: another name of the same font makes the browser draw them anew. Parts of antd name
// their font themselves and do not hear of it from the page.
const FONTS_DRAWN = `
  (async () => {
    const frames = () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await frames();
    await document.fonts.ready;
    for (const own of [document.body, ...document.querySelectorAll('[class^="ant-"]')])
      own.style.fontFamily = '"Noto Sans SC", "Noto Sans CJK SC", sans-serif';
    await frames();
    await document.fonts.ready;
    await frames();
  })()`;
