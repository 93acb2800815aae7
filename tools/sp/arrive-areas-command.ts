import { readFile } from "node:fs/promises";
import { areaRule } from "../../src/rooms/rescue/contract/arrive-areas.ts";
import type { Command } from "./command.ts";
import { CommandError, connect } from "./connection.ts";

/** The file says everything: GeoJSON lets a collection have members of its own. */
export const arriveAreasCommand: Command = {
  name: "import arrive-areas",
  parameters: [{ name: "FILE.geojson" }],
  help: [
    "按区域的到达时限（如建成区 30 分钟）：一个 GeoJSON FeatureCollection，每个区域一个 Feature，properties 写 name、seconds，可写 clause。",
    "Areas with their own time to arrive: a GeoJSON FeatureCollection, a Feature for each with name, seconds and perhaps clause in its properties.",
    "FeatureCollection 本身还写 Beside its features the collection has: regionCode, validFrom (YYYY-MM-DD), outsideSeconds, coordinates (WGS84 | GCJ02),",
    "source (文件与条款 document and clause), certainty (published | recalled | own).",
  ],
  run: async ([file = ""]) => {
    const body = bodyOf(await readText(file), file);
    const made = areaRule.parse(await (await connect()).call("POST", "/api/v1/rescue/arrive-areas", body));
    const lines = made.areas.map(({ name, seconds }) => `${name}  ${seconds / 60} min`);
    return { lines: [...lines, `其他 elsewhere  ${made.outsideSeconds / 60} min`], json: made, ok: true };
  },
};

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new CommandError(`${file} 打不开。 ${file} cannot be opened.`);
  });
}

/** What the door of the settings takes, out of a collection with members of its own. */
function bodyOf(text: string, file: string): object {
  const read = parsed(text);
  if (read === undefined || read.type !== "FeatureCollection")
    throw new CommandError(`${file} 不是 GeoJSON 的 FeatureCollection。 It is no GeoJSON FeatureCollection.`);
  const { type, features, regionCode, validFrom, outsideSeconds, coordinates, source, certainty } = read;
  return { regionCode, validFrom, outsideSeconds, coordinates, source, certainty, areas: { type, features } };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
