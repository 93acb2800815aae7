import { sql } from "kysely";
import type { Db } from "../../platform/database/database.ts";
import { type Measure, shareOf } from "../../platform/measures.ts";
import { regionPrefix } from "../lifts/index.ts";
import type { Fleet } from "./access/fleet.ts";
import { twinOfDevice } from "./access/fleet.ts";

/** How many lifts in use have a device, and how many of them are connected now. */
export const deviceMeasures = (db: Db, fleet: Fleet): readonly Measure[] => [
  {
    name: "devices.connected-share",
    zh: "物联网监测在线率",
    en: "lifts whose device is connected",
    definitionZh: "此刻与平台连接、或五分钟内经 HTTP 推送的设备所在的在用电梯台数 ÷ 在用电梯台数，按区划",
    definitionEn:
      "lifts in use whose device is connected to the platform now, or has pushed over HTTP within five minutes, of all lifts in use in the region",
    unit: "%",
    ask: async (region) => {
      const connected = [...fleet.all()].flatMap((device) => {
        const twin = twinOfDevice(device, fleet.now());
        return twin?.connected === true ? [twin.liftId] : [];
      });
      const { rows } = await sql<{ connected: number; total: number }>`
        select count(*) as total, count(*) filter (where v.id = any(${connected}::uuid[])) as connected from lifts.v_lift v
        where v.registration = 'in-use' and v.region_code like ${`${regionPrefix(region)}%`}`.execute(db);
      return shareOf(rows[0]?.connected ?? 0, rows[0]?.total ?? 0);
    },
  },
];
