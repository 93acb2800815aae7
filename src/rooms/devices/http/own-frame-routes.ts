import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Device } from "../access/device.ts";
import { findDevice } from "../access/find-owner.ts";
import type { Fleet, Login } from "../access/fleet.ts";
import { ownFrames } from "../contract/own-frames.ts";
import { readingsOf } from "../views/explain-frame.ts";
import { frameRowOf, lastFrames } from "../views/frame-list.ts";
import { withLogin } from "./with-login.ts";

/** A maker sees his own frames without an account at the desk: the device's or gateway's login opens them, and nothing else. */
export function ownFrameRoutes(platform: Platform, fleet: Fleet): readonly Route[] {
  const { database, clock } = platform;
  const frames = async (device: Device) => {
    const kept = await lastFrames(database.db, device.no, clock.now());
    return Promise.all(
      kept.map(async (frame) => {
        const row = frameRowOf(frame, device.lastCode);
        const understood = frame.verdict === "stored" || frame.verdict === "repeated";
        const asked = { device, topic: row.topic, payload: frame.payload };
        const readings = understood ? [...(await readingsOf({ db: database.db, fleet }, asked))] : [];
        return { ...row, readings };
      }),
    );
  };
  return [
    route({
      method: "GET",
      url: "/ingest/v1/:code/frames",
      permission: "public",
      summary: "the last frames of a lift, each with what came of it, for its device's or gateway's login (HTTP Basic)",
      params: z.object({ code: z.string().min(1).max(120) }),
      reply: ownFrames,
      handle: ({ params, request, answer }) =>
        withLogin({ platform, fleet }, { request, answer }, async (login) => {
          const device = await findDevice(database.db, fleet, params.code);
          if (typeof device === "string" || !speaksFor(login, device)) return refuse("DEVICES_NO_SUCH_DEVICE");
          return ok({ frames: await frames(device) });
        }),
    }),
  ];
}

const speaksFor = (login: Login, device: Device): boolean =>
  login.kind === "device" ? login.device === device : device.gateways.includes(login.gateway);
