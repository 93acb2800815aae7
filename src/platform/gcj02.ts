import gcoord from "gcoord";
import type { Position } from "../kernel/coordinates.ts";

// A CommonJS package whose types tell of a `default` that Node does not give it.
const { transform, GCJ02, WGS84 } = gcoord as unknown as typeof gcoord.default;

/** Chinese maps shift positions by 300 to 600 m (GCJ-02); what they give is turned back into WGS 84 (error below 1 m). */
export function gcj02ToWgs84({ lat, lon }: Position): Position {
  const [x, y] = transform<[number, number]>([lon, lat], GCJ02, WGS84);
  return { lat: y, lon: x };
}
