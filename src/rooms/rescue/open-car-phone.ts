import { newId } from "../../kernel/ids.ts";
import type { Platform } from "../../platform/platform.ts";
import { createTelephone, type Telephone } from "../../platform/sip/index.ts";
import type { CarPhone } from "./rescue-means.ts";

const seatRingsMs = 45_000;
const carRingsMs = 60_000;

type Opened = { readonly carPhone: CarPhone; readonly start: () => Promise<void>; readonly stop: () => Promise<void> };

/** The line to the city's exchange as the settings name it. @param heard something was said of a call; the next look says it again if this fails */
export function openCarPhone(platform: Platform, heard: (id: string) => Promise<void>): Opened {
  const { sip, seat, carAddress, carUrl, recordingUrl } = platform.config.telephone;
  const telephone = sip === undefined ? undefined : openTelephone(platform, sip, heard);
  const exchange = () => telephone?.exchange().state ?? "none";
  return {
    carPhone: { telephone, exchange, seat, carAddress, carUrl, recordingUrl, processId: newId() },
    start: async () => telephone?.start(),
    stop: async () => telephone?.stop(),
  };
}

function openTelephone(
  { clock, log, metrics }: Platform,
  sip: NonNullable<Platform["config"]["telephone"]["sip"]>,
  heard: (id: string) => Promise<void>,
): Telephone {
  const { host, port, transport, localPort, login, domain } = sip;
  const unreadable = metrics.counter("sp_sip_unreadable_total", "messages of the exchange that could not be read", [
    "why",
  ]);
  const telephone = createTelephone(
    { server: { transport, host, port }, localPort, login, domain, seatRingsMs, carRingsMs },
    {
      now: () => clock.now(),
      changed: (id) =>
        void heard(id).catch((error: unknown) =>
          log.warn({ err: error, call: id }, "news of a call could not be stored; the next look stores them"),
        ),
      exchangeChanged: ({ state, why }) => {
        if (state === "down") log.error({ why }, "the telephone exchange does not take us: cars cannot be called");
        else log.info({}, "the telephone exchange is there");
      },
      unreadable: (why) => unreadable.inc({ why }),
    },
  );
  metrics.gauge("sp_sip_up", "whether the telephone exchange takes us: 1 or 0", () =>
    telephone.exchange().state === "up" ? 1 : 0,
  );
  return telephone;
}
