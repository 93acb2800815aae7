import { join, resolve } from "node:path";
import { z } from "zod";
import {
  type GatewaySettings,
  gatewayOf,
  gatewaySettings,
  secretsFromFiles,
  UnreadableSecret,
} from "./gateway-settings.ts";
import { type TelephoneConfig, telephoneOf, telephoneSettings } from "./telephone-settings.ts";

/** Every setting, with its meaning and default. A setting is read here and nowhere else. */
const settings = z.object({
  SP_DATA_DIR: z.string().min(1).default("./data").describe("folder of everything the platform keeps"),
  SP_HTTP_HOST: z.string().min(1).default("127.0.0.1").describe("address of the web server"),
  SP_HTTP_PORT: port(8080).describe("port of the web server; 0 takes a free one"),
  SP_MQTT_HOST: z.string().min(1).default("127.0.0.1").describe("address of the MQTT broker"),
  SP_MQTT_PORT: port(1883).describe("port of the MQTT broker; 0 takes a free one"),
  SP_MQTTS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe("port of the MQTT broker's TLS door, 8883 say; 0 takes a free one; empty = none"),
  SP_MQTTS_HOST: z.string().min(1).optional().describe("address of that door; that of the broker when left out"),
  SP_MQTT_CLIENT_CA: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authority whose client certificates the TLS door then asks for"),
  SP_BROKER_URL: z
    .url({ protocol: /^mqtts?$/ })
    .optional()
    .describe(
      "an external MQTT broker whose devices are served too, mqtt:// or mqtts://, with name and password in it",
    ),
  SP_TLS_CERT: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the certificate with its chain; the web server then speaks HTTPS"),
  SP_TLS_KEY: z.string().min(1).optional().describe("PEM file of the certificate's private key"),
  SP_TRUST_PROXY: z
    .string()
    .regex(/^(loopback|[0-9a-fA-F.:/]+)(,(loopback|[0-9a-fA-F.:/]+))*$/)
    .optional()
    .describe("addresses of the reverse proxies that we believe about who asks, such as loopback or 10.0.0.0/8"),
  SP_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("address in printed codes and messages"),
  DATABASE_URL: postgresUrl().optional().describe("PostgreSQL 15+ as the migrating owner; empty = the embedded server"),
  DATABASE_APP_URL: postgresUrl().optional().describe("the same database as the app's own, lesser role"),
  SP_BACKUP_DIR: z.string().min(1).optional().describe("folder of the daily backups; empty = none"),
  SP_BACKUP_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default("02:30")
    .describe("time of day of the daily backup, hours and minutes of Beijing"),
  SP_BACKUP_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(14)
    .describe("days that daily backups are kept"),
  SP_WAL_ARCHIVE: z
    .string()
    .min(1)
    .optional()
    .describe("folder to which the embedded database's log is copied all the time, for restoring to a point in time"),
  SP_PAPER_DIR: z
    .string()
    .min(1)
    .optional()
    .describe("folder of the nightly paper fall-back; the folder paper of the data folder when left out"),
  SP_PAPER_AT: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/)
    .default("03:30")
    .describe("time of day of the nightly paper fall-back, hours and minutes of Beijing; off = none"),
  SP_PAPER_KEEP_DAYS: z.coerce.number().int().min(1).max(366).default(7).describe("days that paper is kept on disk"),
  SP_WATCH_SECRET: z
    .string()
    .min(16)
    .max(200)
    .optional()
    .describe("what the outside watchdog (sp watch) brings when it asks; empty = that door is shut"),
  SP_UPGRADE_BACKUP: z
    .enum(["on", "off"])
    .default("on")
    .describe("whether a start with new migrations takes a backup first"),
  SP_LANG: z.enum(["zh-CN", "en"]).default("zh-CN").describe("language of pages and messages before a user chooses"),
  SP_RESCUE_NUMBER: z
    .string()
    .regex(/^\d{3,12}$/)
    .default("96333")
    .describe("the rescue centre's telephone number in this city"),
  SP_PARTNER_SECRETS: z
    .string()
    .max(1_000)
    .refine(
      (text) => partnerPairs(text).every(([name, secret]) => /^(110|119|120|12345)$/.test(name) && secret.length >= 16),
      {
        message: "110=secret,12345=secret …: each secret of at least 16 characters",
      },
    )
    .optional()
    .describe("what the systems of 110, 119, 120 and 12345 bring when they hand emergencies over: 110=…,12345=…"),
  SP_PBX_SECRET: z
    .string()
    .min(16)
    .max(200)
    .optional()
    .describe("what the telephone exchange brings when it tells of calls; empty = that door is shut"),
  SP_PUSH_HOSTS: z
    .string()
    .regex(/^[\w.:/-]+(,[\w.:/-]+)*$/)
    .optional()
    .describe("push services besides the browsers' own: host, .domain, or https://host:port of one's own; with commas"),
  ...gatewaySettings,
  ...telephoneSettings,
  SP_REAL_DATA: z
    .string()
    .min(1)
    .default("../shared/data")
    .describe("folder of real data for tests and demonstrations"),
  SP_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("least level that is logged"),
});

function port(fallback: number) {
  return z.coerce.number().int().min(0).max(65_535).default(fallback);
}
function postgresUrl() {
  return z.url({ protocol: /^postgres(ql)?$/ });
}

export type Config = {
  readonly dataDir: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly mqttHost: string;
  readonly mqttPort: number;
  /** The TLS door of the broker; undefined = none. */
  readonly mqtts:
    | { readonly host: string; readonly port: number; readonly clientCaFile: string | undefined }
    | undefined;
  /** An external broker. It may hold a password. */
  readonly brokerUrl: string | undefined;
  /** Paths of the PEM files; undefined = plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Addresses whose word about the asker's address and protocol is believed. */
  readonly trustProxy: readonly string[];
  /** Undefined until set: printed codes and messages then name the address that the server listens on. */
  readonly publicUrl: string | undefined;
  readonly pushHosts: readonly string[];
  readonly databaseUrl: string | undefined;
  readonly databaseAppUrl: string | undefined;
  readonly backup: {
    readonly dir: string | undefined;
    /** Minutes after midnight in Beijing. */
    readonly atMinute: number;
    readonly keepDays: number;
    readonly walArchive: string | undefined;
    readonly beforeUpgrade: boolean;
  };
  /** The nightly paper: minutes after midnight in Beijing; undefined = none. */
  readonly paper: { readonly dir: string; readonly atMinute: number | undefined; readonly keepDays: number };
  /** Undefined: no watchdog asks. */
  readonly watchSecret: string | undefined;
  readonly lang: "zh-CN" | "en";
  readonly rescueNumber: string;
  /** Undefined: no exchange tells of calls. */
  readonly exchangeSecret: string | undefined;
  /** By which 110, 119, 120 and 12345 hand over; who is left out has no door. */
  readonly partnerSecrets: Readonly<Partial<Record<"110" | "119" | "120" | "12345", string>>>;
  /** Gateways by channel, and what they bring with their reports; undefined: none. */
  readonly notices: {
    readonly sms: GatewaySettings | undefined;
    readonly voice: GatewaySettings | undefined;
    readonly reportSecret: string | undefined;
  };
  /** Speech between desk and car. */
  readonly telephone: TelephoneConfig;
  readonly realDataDir: string;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
};

/** A wrong value: its message is one sentence for the console, in both languages. */
export class ConfigError extends Error {}

/**
 * Reads the settings from environment variables; an empty value counts as absent.
 * @throws ConfigError naming the variable, its value and what it must be.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const plain = Object.fromEntries(Object.keys(settings.shape).flatMap((key) => (env[key] ? [[key, env[key]]] : [])));
  const given = { ...plain, ...secretFiles(env) };
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new ConfigError(sentence(parsed.error, given));
  const s = parsed.data;
  return {
    dataDir: resolve(s.SP_DATA_DIR),
    httpHost: s.SP_HTTP_HOST,
    httpPort: s.SP_HTTP_PORT,
    mqttHost: s.SP_MQTT_HOST,
    mqttPort: s.SP_MQTT_PORT,
    mqtts: mqttsDoor(s),
    brokerUrl: s.SP_BROKER_URL,
    tls: tlsFiles(s.SP_TLS_CERT, s.SP_TLS_KEY),
    trustProxy: s.SP_TRUST_PROXY?.split(",") ?? [],
    pushHosts: s.SP_PUSH_HOSTS?.split(",") ?? [],
    publicUrl: s.SP_PUBLIC_URL?.replace(/\/+$/, ""),
    databaseUrl: s.DATABASE_URL,
    databaseAppUrl: s.DATABASE_APP_URL,
    backup: {
      dir: s.SP_BACKUP_DIR === undefined ? undefined : resolve(s.SP_BACKUP_DIR),
      atMinute: minuteOf(s.SP_BACKUP_AT),
      keepDays: s.SP_BACKUP_KEEP_DAYS,
      walArchive: s.SP_WAL_ARCHIVE === undefined ? undefined : resolve(s.SP_WAL_ARCHIVE),
      beforeUpgrade: s.SP_UPGRADE_BACKUP === "on",
    },
    paper: {
      dir: s.SP_PAPER_DIR === undefined ? join(resolve(s.SP_DATA_DIR), "paper") : resolve(s.SP_PAPER_DIR),
      atMinute: s.SP_PAPER_AT === "off" ? undefined : minuteOf(s.SP_PAPER_AT),
      keepDays: s.SP_PAPER_KEEP_DAYS,
    },
    watchSecret: s.SP_WATCH_SECRET,
    lang: s.SP_LANG,
    rescueNumber: s.SP_RESCUE_NUMBER,
    exchangeSecret: s.SP_PBX_SECRET,
    partnerSecrets: Object.fromEntries(partnerPairs(s.SP_PARTNER_SECRETS ?? "")),
    notices: { sms: gateway(s, "SMS"), voice: gateway(s, "VOICE"), reportSecret: s.SP_NOTICE_REPORT_SECRET },
    telephone: telephone(s),
    realDataDir: resolve(s.SP_REAL_DATA),
    logLevel: s.SP_LOG_LEVEL,
  };
}

function secretFiles(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  try {
    return secretsFromFiles(env);
  } catch (error) {
    if (!(error instanceof UnreadableSecret)) throw error;
    throw new ConfigError(`读不到 ${error.setting} 指定的文件。The file that ${error.setting} names cannot be read.`);
  }
}

/** Half a gateway would fail at the first rescue: it is said at the start. */
function gateway(s: z.output<typeof settings>, channel: "SMS" | "VOICE"): GatewaySettings | undefined {
  const found = gatewayOf(s, channel);
  if (found === undefined || "kind" in found) return found;
  throw new ConfigError(
    `设置了 SP_${channel}_GATEWAY，还需设置 ${found.missing}。SP_${channel}_GATEWAY needs ${found.missing} too.`,
  );
}

/** `110=secret,12345=secret` as pairs. */
function partnerPairs(text: string): [string, string][] {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return pairs.map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, Math.max(0, at)).trim(), at < 0 ? "" : pair.slice(at + 1).trim()];
  });
}

function telephone(s: z.output<typeof settings>): TelephoneConfig {
  const found = telephoneOf(s);
  if (!("missing" in found)) return found;
  throw new ConfigError(`设置了 SP_SIP_USER，还需设置 ${found.missing}。SP_SIP_USER needs ${found.missing} too.`);
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Both or neither: half a pair would leave the platform in the clear without a word. */
function tlsFiles(cert: string | undefined, key: string | undefined): Config["tls"] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { certFile: resolve(cert), keyFile: resolve(key) };
  const missing = cert === undefined ? "SP_TLS_CERT" : "SP_TLS_KEY";
  throw new ConfigError(
    `启用 HTTPS 还需设置 ${missing}。HTTPS needs ${missing} too: SP_TLS_CERT and SP_TLS_KEY belong together.`,
  );
}

/** What cannot be had with these settings is said, instead of a door that is open to more than was meant. */
function mqttsDoor(s: z.output<typeof settings>): Config["mqtts"] {
  if (s.SP_MQTT_CLIENT_CA !== undefined && s.SP_MQTTS_PORT === undefined)
    throw new ConfigError(
      "使用客户端证书还需设置 SP_MQTTS_PORT。SP_MQTT_CLIENT_CA needs SP_MQTTS_PORT: certificates are asked for at the TLS door.",
    );
  if (s.SP_MQTTS_PORT === undefined) return undefined;
  if (s.SP_TLS_CERT === undefined)
    throw new ConfigError(
      "启用 MQTT 的 TLS 还需设置 SP_TLS_CERT 和 SP_TLS_KEY。SP_MQTTS_PORT needs SP_TLS_CERT and SP_TLS_KEY.",
    );
  const clientCaFile = s.SP_MQTT_CLIENT_CA === undefined ? undefined : resolve(s.SP_MQTT_CLIENT_CA);
  return { host: s.SP_MQTTS_HOST ?? s.SP_MQTT_HOST, port: s.SP_MQTTS_PORT, clientCaFile };
}

function sentence(error: z.ZodError, given: Readonly<Record<string, string | undefined>>): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? "?");
  // An address of a database or broker may hold a password: like a secret it is never printed.
  const hidden = name.startsWith("DATABASE") || name === "SP_BROKER_URL" || name.endsWith("_SECRET");
  const value = hidden ? "…" : given[name];
  const meaning = settings.shape[name as keyof typeof settings.shape]?.description ?? "";
  return `设置 ${name} 的值「${value}」不对。Setting ${name} has a wrong value "${value}": ${issue?.message ?? ""} (${meaning}).`;
}
