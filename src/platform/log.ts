import { pino } from "pino";

/** What machinery and rooms need of a log. ERROR means that someone must act now. */
export type Log = {
  readonly info: (fields: Record<string, unknown>, message: string) => void;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
  readonly error: (fields: Record<string, unknown>, message: string) => void;
  readonly debug: (fields: Record<string, unknown>, message: string) => void;
};

/** One JSON line an entry on standard error; standard output belongs to the person who started us. */
export function createLog(level: string): Log {
  const destination = pino.destination({ fd: 2, sync: true });
  // Standard error may be a pipe whose reader has gone: entries are lost then, the platform is not.
  destination.on("error", () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
