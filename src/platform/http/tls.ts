import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Instant } from "../../kernel/clock.ts";
import { ConfigError } from "../config/config.ts";
import type { Log } from "../log.ts";

/** Where the pair lies: PEM files, the certificate with its chain. */
export type TlsFiles = { readonly certFile: string; readonly keyFile: string };
/** A pair that fits together, as it was read at one moment. */
export type TlsPair = {
  readonly cert: string;
  readonly key: string;
  readonly validTo: Instant;
  readonly names: string;
};

/** What the web server holds: the pair in force, and a watch that takes up a new one. */
export type Tls = {
  readonly pair: TlsPair;
  readonly current: () => TlsPair;
  /** Looks at the files every few seconds and hands on each new pair that is right. */
  readonly watch: (take: (pair: TlsPair) => void) => () => void;
};

const lookEveryMs = 5_000;
const soonOverMs = 14 * 86_400_000;

/**
 * Reads the pair for the start. @throws ConfigError with one sentence: a platform that was told to speak HTTPS never starts
 * in the clear instead.
 */
export function openTls(files: TlsFiles, log: Log, everyMs: number = lookEveryMs): Tls {
  let pair = readPair(files);
  warnOfEnd(pair, log);
  const watch = (take: (pair: TlsPair) => void): (() => void) => {
    let told = "";
    let taken = pair;
    const timer = setInterval(() => {
      try {
        const found = readPair(files);
        told = "";
        if (isSame(found, taken)) return;
        take(found);
        taken = found;
        // Web server and broker each take it; it is said once.
        if (isSame(found, pair)) return;
        pair = found;
        log.info(
          { names: found.names, validTo: new Date(found.validTo).toISOString() },
          "a new certificate is in force",
        );
        warnOfEnd(found, log);
      } catch (error) {
        // The certificate and its key are written one after the other: what does not fit now may fit at the next look.
        const why = error instanceof Error ? error.message : String(error);
        if (why !== told) log.warn({ why }, "the certificate on disk is not right; the old one stays in force");
        told = why;
      }
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  };
  return { pair, current: () => pair, watch };
}

const isSame = (a: TlsPair, b: TlsPair): boolean => a.cert === b.cert && a.key === b.key;

/** @throws ConfigError naming the file and what is wrong with it. */
function readPair({ certFile, keyFile }: TlsFiles): TlsPair {
  const cert = readPem("SP_TLS_CERT", certFile);
  const key = readPem("SP_TLS_KEY", keyFile);
  const certificate = parsed("SP_TLS_CERT", certFile, () => new X509Certificate(cert));
  const privateKey = parsed("SP_TLS_KEY", keyFile, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigError(
      `证书与私钥不匹配：${certFile}、${keyFile}。The certificate (SP_TLS_CERT) and the key (SP_TLS_KEY) do not belong together.`,
    );
  parsed("SP_TLS_CERT", certFile, () => createSecureContext({ cert, key, minVersion: "TLSv1.2" }));
  const names = certificate.subjectAltName ?? certificate.subject;
  return { cert, key, validTo: new Date(certificate.validTo).getTime(), names };
}

/** Certificates of the authority whose devices may come in. @throws ConfigError */
export function readClientCa(file: string): string {
  const text = readPem("SP_MQTT_CLIENT_CA", file);
  parsed("SP_MQTT_CLIENT_CA", file, () => new X509Certificate(text));
  return text;
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(`${name} 指定的文件打不开：${file}。The file of ${name} cannot be read: ${file} (${why}).`);
  }
}

function parsed<T>(name: string, file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${name} 指定的文件不是可用的 PEM：${file}。The file of ${name} is not a PEM that can be used: ${file} (${why}).`,
    );
  }
}

function warnOfEnd(pair: TlsPair, log: Log): void {
  const validTo = new Date(pair.validTo).toISOString();
  const left = pair.validTo - Date.now();
  if (left < 0) log.error({ validTo }, "the certificate has expired: browsers refuse the pages");
  else if (left < soonOverMs) log.warn({ validTo }, "the certificate expires within two weeks");
}
