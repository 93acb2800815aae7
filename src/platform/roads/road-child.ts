import { join } from "node:path";
import { type GroundShape, loadGround } from "./ground.ts";
import type { Ask, Kind, Questions, Told } from "./messages.ts";
import { loadRoadLines } from "./road-lines.ts";
import { cutRoadTiles } from "./road-tiles.ts";
import { firstDamagedFile, groundFile, linesFile, type Manifest, readManifest, tilesFolder } from "./roads-folder.ts";
import type { Valhalla } from "./valhalla.ts";
import { openValhallaPair } from "./valhalla-pair.ts";

/**
 * The process in which Valhalla and the tile cutter live, started by child-link.ts with the roads folder and the
 * name of a manifest in it as arguments.
 * It tells `ready` or `unusable`, then answers one question about ways after the other; Valhalla may end it any moment.
 */
type Answers = { readonly [K in Kind]: (ask: Ask<K>) => Promise<Questions[K]["answer"]> | Questions[K]["answer"] };

const tell = (told: Told): void => {
  if (process.connected) process.send?.(told);
};

/** Enough for both engines, each as many as one question has. */
const warmUpSources = 50;

async function usableManifest(roadsDir: string, manifestName: string): Promise<Manifest> {
  const manifest = await readManifest(roadsDir, manifestName);
  if (manifest === undefined) throw new Error("there are no roads");
  const damaged = await firstDamagedFile(roadsDir, manifest);
  if (damaged !== undefined) throw new Error(`the file ${damaged} of the roads is damaged; build them again`);
  return manifest;
}

/** Wrong tiles answer "no road near" like a wrong point: only a known route tells that they work. */
async function proveRoute(valhalla: Valhalla, manifest: Manifest): Promise<void> {
  for (const { from, to } of manifest.probes) {
    if ((await valhalla.route(from, to, "car")) !== undefined) return;
  }
  throw new Error("none of the known routes was found on the roads; build them again");
}

/** The first questions read tiles and take memory, a quarter of a second: nobody who is trapped should wait for that. */
async function warmUp(valhalla: Valhalla, { probes }: Manifest): Promise<void> {
  const [probe] = probes;
  if (probe === undefined) return;
  const sources = Array.from({ length: warmUpSources }, () => probe.from);
  for (const travel of ["car", "e-bike"] as const) await valhalla.times(sources, probe.to, travel);
}

async function open(roadsDir: string, manifestName: string): Promise<{ answers: Answers; manifest: Manifest }> {
  const manifest = await usableManifest(roadsDir, manifestName);
  const valhalla = openValhallaPair(join(roadsDir, manifest.folder, tilesFolder));
  await proveRoute(valhalla, manifest);
  await warmUp(valhalla, manifest);
  const lines = await loadRoadLines(join(roadsDir, manifest.folder, linesFile));
  const cut = cutRoadTiles(lines, await groundOf(roadsDir, manifest));
  const answers: Answers = {
    times: ({ sources, target, travel }) => valhalla.times(sources, target, travel),
    matrix: ({ sources, targets, travel }) => valhalla.matrix(sources, targets, travel),
    route: ({ from, to, travel }) => valhalla.route(from, to, travel),
    tile: ({ z, x, y }) => cut.tile(z, x, y),
    streets: ({ z, x, y }) => cut.streets(z, x, y),
  };
  return { answers, manifest };
}

const groundOf = async (roadsDir: string, { folder, files }: Manifest): Promise<readonly GroundShape[]> =>
  files.some(({ path }) => path === groundFile) ? loadGround(join(roadsDir, folder, groundFile)) : [];

async function answer(answers: Answers, ask: Ask): Promise<void> {
  if (Date.now() > ask.until) return;
  try {
    const of = answers[ask.kind] as (ask: Ask) => Promise<unknown> | unknown;
    tell({ kind: "answer", id: ask.id, value: await of(ask) });
  } catch (error) {
    tell({ kind: "refused", id: ask.id, reason: String(error) });
  }
}

async function main(roadsDir: string, manifestName: string): Promise<void> {
  const { answers, manifest } = await open(roadsDir, manifestName);
  let lastWay: Promise<void> = Promise.resolve();
  process.on("message", (ask: Ask) => {
    // Valhalla promises nothing about two questions at once; tiles need not wait for ways.
    if (ask.kind === "tile" || ask.kind === "streets") void answer(answers, ask);
    else lastWay = lastWay.then(() => answer(answers, ask));
  });
  tell({ kind: "ready", area: manifest.area, origin: manifest.origin });
}

process.on("disconnect", () => process.exit(0));
const [, , folder = "", manifestName = ""] = process.argv;
main(folder, manifestName).catch((error: unknown) => {
  tell({ kind: "unusable", reason: error instanceof Error ? error.message : String(error) });
  process.disconnect?.();
});
