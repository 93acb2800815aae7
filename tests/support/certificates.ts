import { spawnSync } from "node:child_process";
import { join } from "node:path";

export type PairFiles = { readonly cert: string; readonly key: string };
export const hasOpenssl = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const run = (...args: string[]): void => {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
};
const filesOf = (folder: string, name: string): PairFiles => ({
  cert: join(folder, `${name}.pem`),
  key: join(folder, `${name}.key`),
});

/** An authority, or a server that is its own. */
export function selfSigned(folder: string, name: string): PairFiles {
  const files = filesOf(folder, name);
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  run("req", "-x509", ...newKey, "-days", "30", "-keyout", files.key, "-out", files.cert, ...subject);
  return files;
}

/** A certificate of the authority, for this name. */
export function signedBy(authority: PairFiles, folder: string, name: string): PairFiles {
  const files = filesOf(folder, `client-${name.replaceAll("/", "_")}`);
  const asked = `${files.cert}.csr`;
  run("req", "-new", ...newKey, "-keyout", files.key, "-out", asked, "-subj", `/CN=${name.replaceAll("/", "\\/")}`);
  const signer = ["-CA", authority.cert, "-CAkey", authority.key, "-CAcreateserial"];
  run("x509", "-req", "-in", asked, ...signer, "-days", "30", "-out", files.cert);
  return files;
}
