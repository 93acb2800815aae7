import { z } from "zod";
import { certainties } from "../../../kernel/certainty.ts";

/** Bounds of a region's areas: so many areas, and so many corners in all of them. */
const areasMax = 20;
export const cornersMax = 5_000;
export const areaFileBytesMax = 2_000_000;

const point = z.array(z.number()).min(2).max(3);
const rings = z.array(z.array(point).max(cornersMax)).min(1).max(500);
export type ArriveArea = {
  readonly name: string;
  readonly seconds: number;
  /** The clause of this area, where it is not the rule's own. */
  readonly clause: string | null;
  /** [lon, lat] in WGS 84; per polygon the outer ring first, then its holes. */
  readonly polygons: [number, number][][][];
};

const arriveSeconds = z.int().min(300).max(7_200);
const feature = z.object({
  type: z.literal("Feature"),
  properties: z.object({
    name: z.string().trim().min(1).max(60),
    /** How long a crew may take inside, in seconds. */
    seconds: arriveSeconds,
    clause: z.string().trim().min(4).max(300).optional(),
  }),
  geometry: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Polygon"), coordinates: rings }),
    z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(rings).min(1).max(200) }),
  ]),
});
export type AreaFeature = z.infer<typeof feature>;

/** GeoJSON as a file has it: a feature for each area. `coordinates` says what its figures are; GCJ-02 is turned into WGS 84. */
export const putAreasBody = z.strictObject({
  regionCode: z.string().regex(/^\d{6,12}$/),
  validFrom: z.iso.date(),
  outsideSeconds: arriveSeconds,
  coordinates: z.enum(["WGS84", "GCJ02"]),
  source: z.string().trim().min(4).max(300),
  certainty: z.enum(certainties),
  areas: z.object({ type: z.literal("FeatureCollection"), features: z.array(feature).min(1).max(areasMax) }),
});
export type PutAreas = z.infer<typeof putAreasBody>;

const shownArea = z.object({
  name: z.string(),
  seconds: z.int(),
  clause: z.string().nullable(),
  polygons: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
});
export const areaRule = z.object({
  regionCode: z.string(),
  validFrom: z.iso.date(),
  outsideSeconds: z.int(),
  givenIn: z.enum(["WGS84", "GCJ02"]),
  source: z.string(),
  certainty: z.enum(certainties),
  areas: z.array(shownArea),
});
export type AreaRuleShown = z.infer<typeof areaRule>;
export const areaRuleList = z.object({ today: z.iso.date(), rules: z.array(areaRule) });
export type AreaRuleList = z.infer<typeof areaRuleList>;

/**
 * How long a crew has from its acceptance to the lift, as it was decided when the incident was opened. `area`: the lift stands in it ·
 * `outside-areas`: in none of the region's areas · `no-position`: nobody knows where it stands, so the shortest counts · `region`: the region
 * (or the nation) has one time · `elsewhere`: T5002's time for places without a city of a prefecture's rank
 */
export const arriveLimit = z.object({
  seconds: z.int(),
  rule: z.enum(["area", "outside-areas", "no-position", "region", "elsewhere"]),
  area: z.string().optional(),
  regionCode: z.string(),
  source: z.string(),
  certainty: z.enum(certainties),
  validFrom: z.string(),
});
export type ArriveLimit = z.infer<typeof arriveLimit>;
