import { z } from "zod";

/** Settings of speech between desk and car (docs/telephone.md). The secret may stand in a file instead: the name with `_FILE`. */
export const telephoneSettings = {
  SP_SIP_SERVER: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/)
    .optional()
    .describe("address of the exchange, host or host:port (5060); empty = the platform calls nobody"),
  SP_SIP_TRANSPORT: z.enum(["udp", "tcp"]).default("udp").describe("how the exchange is spoken to"),
  SP_SIP_USER: z
    .string()
    .regex(/^[\w.+~-]{1,60}$/)
    .optional()
    .describe("log-in at the exchange; empty = it knows us by our address"),
  SP_SIP_SECRET: z.string().min(1).max(200).optional().describe("the log-in's secret"),
  SP_SIP_SECRET_FILE: z.string().min(1).max(300).optional().describe("file with that secret"),
  SP_SIP_DOMAIN: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/)
    .optional()
    .describe("domain of numbers, where it is not the exchange's address"),
  SP_SIP_LOCAL_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(5_066)
    .describe("our own UDP port towards the exchange; 0 takes a free one, and calls are then lost by a restart"),
  SP_SIP_SEAT: z
    .string()
    .regex(/^\d{2,8}$/)
    .optional()
    .describe("extension that is called where a dispatcher has named none"),
  SP_SIP_CAR_ADDRESS: z
    .string()
    .max(200)
    .regex(/^(sips?:[\w.+~{}*#-]+@[\w.:[\]-]+|[\d*#+{}A-Za-z]+)$/)
    .optional()
    .describe(
      "intercom of a lift that has none of its own: a number or SIP address with {rescueCode} or {registerCode}",
    ),
  SP_SIP_RECORDING_URL: z
    .url({ protocol: /^https?$/ })
    .max(400)
    .optional()
    .describe("address of a call's recording, with {call}; empty = the exchange tells it"),
  SP_CAR_CALL_URL: z
    .string()
    .max(400)
    .regex(/^(sips?|https?|wss?|rtsps?):\S+$/)
    .optional()
    .describe(
      "what a lift's own device is told to join, with {call}, {incidentNo}, {rescueCode}; empty = devices are not asked",
    ),
};

export type TelephoneConfig = {
  /** Undefined: the platform calls nobody. */
  readonly sip:
    | {
        readonly transport: "udp" | "tcp";
        readonly host: string;
        readonly port: number;
        readonly localPort: number;
        readonly login: { readonly user: string; readonly secret: string } | undefined;
        readonly domain: string;
      }
    | undefined;
  readonly seat: string | undefined;
  readonly carAddress: string | undefined;
  readonly recordingUrl: string | undefined;
  readonly carUrl: string | undefined;
};
type Read = z.output<z.ZodObject<typeof telephoneSettings>>;

/** @returns the name of what is missing where it is half set. */
export function telephoneOf(s: Read): TelephoneConfig | { readonly missing: string } {
  const { SP_SIP_SERVER: server, SP_SIP_USER: user, SP_SIP_SECRET: secret } = s;
  if (server !== undefined && user !== undefined && secret === undefined) return { missing: "SP_SIP_SECRET" };
  const at = /^(.*?)(?::(\d+))?$/.exec(
    server?.startsWith("[") ? server.slice(server.indexOf("]") + 1) : (server ?? ""),
  );
  const bracketed = server?.startsWith("[") ? server.slice(1, server.indexOf("]")) : undefined;
  const sip =
    server === undefined
      ? undefined
      : {
          transport: s.SP_SIP_TRANSPORT,
          host: bracketed ?? at?.[1] ?? "",
          port: Number(at?.[2] ?? 5_060),
          localPort: s.SP_SIP_LOCAL_PORT,
          login: user === undefined || secret === undefined ? undefined : { user, secret },
          domain: s.SP_SIP_DOMAIN ?? server,
        };
  return {
    sip,
    seat: s.SP_SIP_SEAT,
    carAddress: s.SP_SIP_CAR_ADDRESS,
    recordingUrl: s.SP_SIP_RECORDING_URL,
    carUrl: s.SP_CAR_CALL_URL,
  };
}
