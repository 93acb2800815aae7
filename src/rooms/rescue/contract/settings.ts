import { z } from "zod";

/** The clocks of a rescue, as data with their source. */
const clockSetting = z.object({
  name: z.string(),
  seconds: z.int(),
  regionCode: z.string(),
  source: z.string(),
  certainty: z.enum(["published", "recalled", "own"]),
  validFrom: z.iso.date(),
});
/** Thresholds and switches that are no clocks. */
const valueSetting = clockSetting.omit({ seconds: true }).extend({ value: z.number() });
export const clockSettingList = z.object({ settings: z.array(clockSetting), values: z.array(valueSetting) });
