/**
 * Builds the pages into dist/web when anything that goes into them has changed since the last build; a hash over the
 * sources, kept beside the result, tells. Called by demo, start, tests and benches; run alone: `node tools/build-web.ts`.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = resolve(import.meta.dirname, "..");
const outDir = join(root, "dist/web");
const stampFile = join(outDir, "assets/built-from");
const compressible = new Set([".js", ".mjs", ".css", ".html", ".svg", ".json"]);
const smallestBytes = 1_024;

/** Throws when a page does not build; prints one line when it had to. */
export async function buildWeb({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
  const wanted = await hashOfSources();
  const built = await readFile(stampFile, "utf8").catch(() => "");
  if (!force && built === wanted) return;
  process.stdout.write("building the pages … ");
  const begun = performance.now();
  await replaceBy(await buildAside(wanted), wanted);
  console.log(`done in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}

/** The new pages grow beside the old ones, so that a running server never serves half a build. */
async function buildAside(stamp: string): Promise<string> {
  const aside = join(root, `dist/web-${process.pid}`);
  // Inside a test run NODE_ENV says "test", and React would come out in its slow, large development form.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  const page = (name: string): string => join(root, `web/${name}/index.html`);
  const shared = { configFile: join(root, "web/vite.config.ts"), logLevel: "warn" } as const;
  const staff = { desk: page("desk"), field: page("field"), fieldWorker: join(root, "web/field/sw.ts") };
  await build({ ...shared, build: { outDir: aside, rolldownOptions: { input: staff } } });
  // What a phone asks for when it installs the page: at addresses that stay.
  await cp(join(root, "web/field/install"), join(aside, "field"), { recursive: true });
  // The car's page must be read by the browser inside any messenger on any phone: nothing newer than 2019.
  const everybody = { outDir: aside, emptyOutDir: false, target: "es2019" } as const;
  const anyPhone = { public: page("public"), unit: page("unit"), where: page("where") };
  for (const [name, file] of Object.entries(anyPhone))
    await build({ ...shared, build: { ...everybody, rolldownOptions: { input: { [name]: file } } } });
  await compressAll(aside);
  await mkdir(join(aside, "assets"), { recursive: true });
  await writeFile(join(aside, "assets/built-from"), stamp);
  return aside;
}

/** Another process may have built the same pages meanwhile: then its result stands, and ours is thrown away. */
async function replaceBy(aside: string, stamp: string): Promise<void> {
  const old = `${aside}-old`;
  await rename(outDir, old).catch(() => {});
  try {
    await rename(aside, outDir);
  } catch (error) {
    if ((await readFile(stampFile, "utf8").catch(() => "")) !== stamp) throw error;
    await rm(aside, { recursive: true, force: true });
  }
  await rm(old, { recursive: true, force: true });
}

async function hashOfSources(): Promise<string> {
  const contracts = (await readdir(join(root, "src/rooms"))).map((room) => `src/rooms/${room}/contract.ts`);
  const sources = [...(await filesBelow(join(root, "web"))), ...contracts, "package-lock.json", "tools/build-web.ts"];
  const hash = createHash("sha256");
  for (const file of sources.filter((each) => !each.endsWith(".md")).sort()) {
    const bytes = await readFile(join(root, file)).catch(() => Buffer.alloc(0));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map((each) => relative(root, join(each.parentPath, each.name)));
}

/** Siblings `.gz` and `.br` for the server, so that it never compresses the same file twice. */
async function compressAll(folder: string): Promise<void> {
  const toGzip = promisify(gzip);
  const toBrotli = promisify(brotliCompress);
  for (const file of await filesBelow(folder)) {
    if (!compressible.has(extname(file))) continue;
    const path = join(root, file);
    const bytes = await readFile(path);
    if (bytes.length < smallestBytes) continue;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    await Promise.all([
      toGzip(bytes, { level: 9 }).then((packed) => writeFile(`${path}.gz`, packed)),
      toBrotli(bytes, quality).then((packed) => writeFile(`${path}.br`, packed)),
    ]);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await buildWeb({ force: process.argv.includes("--force") });
