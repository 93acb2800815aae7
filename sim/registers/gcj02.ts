import type { Position } from "../../src/kernel/coordinates.ts";

/** GCJ-02 as Chinese maps show it, from WGS 84 (the known approximation of the offset, good to a metre; inside China only). */
export function toGcj02({ lat, lon }: Position): Position {
  const [x, y] = [lon - 105, lat - 35];
  const waves = 20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    ((waves + 20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    ((waves + 20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const radians = (lat * Math.PI) / 180;
  const flat = 1 - squared * Math.sin(radians) ** 2;
  return {
    lat: lat + (north * 180) / (((axis * (1 - squared)) / (flat * Math.sqrt(flat))) * Math.PI),
    lon: lon + (east * 180) / ((axis / Math.sqrt(flat)) * Math.cos(radians) * Math.PI),
  };
}

/** Of the ellipsoid of Krassowski: half its long axis in metres, and the square of its eccentricity. */
const axis = 6_378_245;
const squared = 0.006_693_421_622_965_943;
