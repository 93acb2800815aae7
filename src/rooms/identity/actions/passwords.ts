import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { ok, type Result, refuse } from "../../../kernel/result.ts";

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; about 130 ms of one core. */
const memoryKib = 19_456;
const passes = 2;
const parallelism = 1;
const saltBytes = 16;
const tagBytes = 32;

/** Two at a time leave the other cores (and the threads that files and DNS share) to alarms; more waiting than this is an attack. */
const atOnceMax = 2;
const waitingMax = 50;

const derive = promisify(argon2);
const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

let running = 0;
const waiting: (() => void)[] = [];

/** Undefined when too many wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (running >= atOnceMax) {
    if (waiting.length >= waitingMax) return undefined;
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    // A finished one hands its place straight on, so that nobody slips in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

type Parameters = { memory: number; passes: number; parallelism: number; nonce: Buffer; tagLength: number };
const tagOf = (password: string, parameters: Parameters) =>
  inTurn(() => derive("argon2id", { message: Buffer.from(password.normalize("NFC")), ...parameters }));

/** A password as a PHC string. Refused with IDENTITY_BUSY while too many are being hashed; call it outside transactions. */
export async function hashPassword(password: string): Promise<Result<string>> {
  const nonce = randomBytes(saltBytes);
  const tag = await tagOf(password, { memory: memoryKib, passes, parallelism, nonce, tagLength: tagBytes });
  if (tag === undefined) return refuse("IDENTITY_BUSY");
  return ok(`$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`);
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Stands in for the hash of an unknown log-in, so that its refusal takes as long as that of a wrong password. */
const nobodysHash = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(randomBytes(saltBytes))}$${unpadded(randomBytes(tagBytes))}`;

/** Whether the password is the one of the hash; without a hash it is not, after the same time. */
export async function checkPassword(password: string, hash: string | undefined): Promise<Result<boolean>> {
  const [, memory, t, p, salt, tag] = phc.exec(hash ?? nobodysHash) ?? [];
  if (salt === undefined || tag === undefined)
    throw new Error("a stored password hash is not a PHC string of argon2id");
  const wanted = Buffer.from(tag, "base64");
  const made = await tagOf(password, {
    memory: Number(memory),
    passes: Number(t),
    parallelism: Number(p),
    nonce: Buffer.from(salt, "base64"),
    tagLength: wanted.length,
  });
  if (made === undefined) return refuse("IDENTITY_BUSY");
  return ok(timingSafeEqual(Buffer.from(made), wanted) && hash !== undefined);
}
