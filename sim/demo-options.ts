import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { save } from "./devices/enrol.ts";

/** What the demonstration shows, and where it keeps it. */
export type DemoOptions = {
  readonly city: "demo" | "shanghai";
  readonly lifts: number;
  /** How many of them have a device that sends by MQTT; the others stand in the register only. */
  readonly devices: number;
  /** The day of the first start: ages and due dates were drawn as of it. */
  readonly asOf: string;
  readonly seed: number;
  /** How many times faster than real crews move and work; the clocks stay true. */
  readonly speed: number;
  readonly dataDir: string;
  readonly realDataDir: string;
  /** False until the city has been imported whole. */
  readonly populated: boolean;
};

/** One sentence for the console. */
export class DemoError extends Error {}

const whole = (name: string, from: number, to: number) =>
  z.coerce
    .number({ error: `--${name} 应为数字 must be a number` })
    .int()
    .min(from, { error: `--${name} 应在 ${from} 与 ${to} 之间 must be ${from} to ${to}` })
    .max(to, { error: `--${name} 应在 ${from} 与 ${to} 之间 must be ${from} to ${to}` })
    .optional();
const argumentsShape = z.object({
  city: z.enum(["demo", "shanghai"], { error: "--city 可为 demo 或 shanghai  may be demo or shanghai" }).optional(),
  lifts: whole("lifts", 40, 1_000_000),
  devices: whole("devices", 20, 20_000),
  seed: whole("seed", 0, 1_000_000_000),
  speed: whole("speed", 1, 60),
});
/** Raised when the same seed no longer gives the same city: lifts that were imported would not be known again. */
const cityVersion = 2;
const markerShape = z.object({
  version: z.literal(cityVersion),
  city: z.enum(["demo", "shanghai"]),
  lifts: z.int(),
  devices: z.int(),
  asOf: z.iso.date(),
  seed: z.int(),
  populated: z.boolean(),
});
const markerName = "demo.json";

/**
 * Reads the command line and the folder. A demonstration lives in `SP_DATA_DIR`, or in `data/demo` (`data/demo-shanghai`) when that
 * is not set, so that `npm start` on `data` stays a real and empty platform. A second start goes on with what is there.
 */
export function readDemoOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DemoOptions {
  const given = readArguments(argv);
  const folder = given.city === "shanghai" ? "data/demo-shanghai" : "data/demo";
  const dataDir = resolve(env.SP_DATA_DIR || folder);
  const realDataDir = resolve(env.SP_REAL_DATA || "../shared/data");
  const kept = readMarker(dataDir);
  if (kept === undefined && existsSync(join(dataDir, "postgres")))
    throw new DemoError(
      `${dataDir} 里是真实平台的数据，演示不能写入；请用 SP_DATA_DIR 指定另一个文件夹。 It holds a real platform: name another folder by SP_DATA_DIR.`,
    );
  for (const key of ["city", "lifts", "devices", "seed"] as const)
    if (kept !== undefined && given[key] !== undefined && given[key] !== kept[key])
      throw new DemoError(
        `${dataDir} 里已有另一个示范城市（--city ${kept.city} --lifts ${kept.lifts} --devices ${kept.devices} --seed ${kept.seed}）；请用 SP_DATA_DIR 指定另一个文件夹，或删除它。 It holds another simulated city: name another folder by SP_DATA_DIR, or remove it.`,
      );
  const { city = "demo", seed = 20_261_123, speed = 10 } = { ...given, ...kept };
  const lifts = kept?.lifts ?? given.lifts ?? (city === "demo" ? 20_000 : 2_000);
  const devices = Math.min(lifts, kept?.devices ?? given.devices ?? 2_000);
  const asOf = kept?.asOf ?? new Date().toISOString().slice(0, 10);
  return { city, lifts, devices, asOf, seed, speed, dataDir, realDataDir, populated: kept?.populated ?? false };
}

function readArguments(argv: readonly string[]): z.infer<typeof argumentsShape> {
  try {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...argv],
      options: { city: text, lifts: text, devices: text, seed: text, speed: text },
    });
    return argumentsShape.parse(values);
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues[0]?.message : error instanceof Error ? error.message : "";
    throw new DemoError(
      `${why}  (npm run demo -- [--city shanghai] [--lifts 20000] [--devices 2000] [--seed 1] [--speed 10])`,
    );
  }
}

function readMarker(dataDir: string): z.infer<typeof markerShape> | undefined {
  const file = join(dataDir, markerName);
  if (!existsSync(file)) return undefined;
  const marker = markerShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (marker.success) return marker.data;
  throw new DemoError(
    `${dataDir} 里的示范城市由较早的版本生成；请删除它，或用 SP_DATA_DIR 指定另一个文件夹。 Its simulated city was made by an earlier version: remove it, or name another folder by SP_DATA_DIR.`,
  );
}

/** Written before anything else, so that the folder is known as a demonstration's even if its first start is cut short. */
export function mark({ dataDir, city, lifts, devices, asOf, seed }: DemoOptions, populated: boolean): void {
  mkdirSync(dataDir, { recursive: true });
  save(join(dataDir, markerName), { version: cityVersion, city, lifts, devices, asOf, seed, populated });
}
