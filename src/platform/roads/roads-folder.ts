import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/**
 * The folder of the roads: `manifest.json` names the build in force, `build-<time>-<pid>/` holds its `tiles/`,
 * `lines.ndjson` and `ground.ndjson`. A build never changes; a new one is put in force by one rename of the manifest, so that an engine
 * which reads tiles lazily never mixes two builds.
 */
const place = z.object({ lat: z.number(), lon: z.number() });
const manifestShape = z.object({
  format: z.literal(1),
  folder: z.string().regex(/^build-\d+-\d+$/),
  builtAt: z.string(),
  pbf: z.object({ bytes: z.number(), sha256: z.string() }),
  ways: z.number().int().positive(),
  /** Builds of before it was kept are credited as a real map's, as they were then. */
  origin: z.enum(["openstreetmap", "invented"]).default("openstreetmap"),
  area: z.object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }),
  /** Pairs of points along real roads; one of them must have a route, or the tiles are not usable. */
  probes: z.array(z.object({ from: place, to: place })).min(1),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })).min(2),
});
export type Manifest = z.infer<typeof manifestShape>;
export type HashedFile = Manifest["files"][number];

export const linesFile = "lines.ndjson";
/** Builds of before 2026-11-27 have none. */
export const groundFile = "ground.ndjson";
export const tilesFolder = "tiles";
export const manifestFile = "manifest.json";

/** The manifest in force; undefined when no roads were ever built here; throws when it cannot be read. */
export async function readManifest(roadsDir: string, file = manifestFile): Promise<Manifest | undefined> {
  const text = await readFile(join(roadsDir, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return manifestShape.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} of the roads cannot be read; build them again with sp roads build`);
  }
}

/** Writes the manifest of a build that is not in force yet, and returns its file's name. */
export async function writeDraft(roadsDir: string, manifest: Manifest): Promise<string> {
  const draft = `${manifest.folder}.json`;
  await writeFile(join(roadsDir, draft), JSON.stringify(manifest, null, 1), { flush: true });
  return draft;
}

/** Puts a build in force and removes all others but the one before it, which a running engine may still read. */
export async function putInForce(roadsDir: string, draft: string): Promise<void> {
  const before = await readManifest(roadsDir).catch(() => undefined);
  const manifest = await readManifest(roadsDir, draft);
  await rename(join(roadsDir, draft), join(roadsDir, manifestFile));
  const kept = [manifest?.folder, before?.folder];
  for (const name of await readdir(roadsDir)) {
    const pid = /^build-\d+-(\d+)(\..*)?$/.exec(name)?.[1];
    if (pid === undefined || kept.includes(name) || isOtherLive(Number(pid))) continue;
    await rm(join(roadsDir, name), { recursive: true, force: true });
  }
}

/** A build of another process that is still at work must not be swept away. */
function isOtherLive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Makes the folder of a new build and returns its name. */
export async function newBuildFolder(roadsDir: string): Promise<string> {
  const name = `build-${Date.now()}-${process.pid}`;
  await mkdir(join(roadsDir, name, tilesFolder), { recursive: true });
  return name;
}

/** Hashes of all files below a folder, by path with forward slashes, sorted. */
export async function hashFiles(folder: string): Promise<HashedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const files: HashedFile[] = [];
  for (const path of paths.sort()) {
    files.push({ path: path.slice(folder.length + 1).replaceAll("\\", "/"), sha256: await sha256Of(path) });
  }
  return files;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The first file of a build that is missing or not as it was built; undefined when all are whole. */
export async function firstDamagedFile(roadsDir: string, manifest: Manifest): Promise<string | undefined> {
  for (const { path, sha256 } of manifest.files) {
    const found = await sha256Of(join(roadsDir, manifest.folder, path)).catch(() => "missing");
    if (found !== sha256) return path;
  }
  return undefined;
}
