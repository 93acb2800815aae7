import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type PdfAsk, type PdfTemplate, type PdfTold, prelude } from "./pdf-template.ts";

/** A document that takes longer is beyond what a PDF is for. */
const defaultLimitMs = 60_000;
/** The child holds two fonts and what Typst remembers, some 150 MiB: it goes when nobody prints. */
const defaultIdleMs = 30_000;
const waitingMax = 100;
/**
 * A volume of a thousand lifts leaves 350 MiB with the child, and it creeps on: what Typst has once laid out in memory is not given back.
 * A child that holds more than this after a document ends with it, and the next document gets a new one (half a second).
 */
const defaultResidentMaxBytes = 400 * 2 ** 20;
const childFile = fileURLToPath(new URL("./pdf-child.ts", import.meta.url));

type Waiting = {
  readonly ask: PdfAsk;
  readonly name: string;
  readonly done: (pdf: Uint8Array) => void;
  readonly failed: (error: Error) => void;
};

/**
 * Makes documents, one at a time, in a process of its own.
 * States: no child (→ busy with the first document); busy (one document is with the child: left by its answer, its
 * death or the time limit, which kills it); idle (left by the next document, or after a pause by the child's end). A child
 * that has grown too big after a document ends instead of becoming idle or busy again (→ no child).
 */
export class PdfPrinter {
  readonly #limitMs: number;
  readonly #idleMs: number;
  readonly #residentMaxBytes: number;
  readonly #waiting: Waiting[] = [];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(options: { limitMs?: number; idleMs?: number; residentMaxBytes?: number } = {}) {
    this.#limitMs = options.limitMs ?? defaultLimitMs;
    this.#idleMs = options.idleMs ?? defaultIdleMs;
    this.#residentMaxBytes = options.residentMaxBytes ?? defaultResidentMaxBytes;
  }

  /**
   * Makes a PDF. `data` goes in as JSON; fonts are embedded and texts can be searched.
   * @throws Error when the template is wrong, its font is missing, the document takes too long, the child dies, or a hundred wait.
   */
  render(template: PdfTemplate, data: unknown): Promise<Uint8Array> {
    return new Promise((done, failed) => {
      if (this.#waiting.length >= waitingMax) {
        failed(new Error("timeout: too many PDFs are waiting"));
        return;
      }
      const ask = { id: this.#nextId++, source: prelude + template.source, data: JSON.stringify(data) };
      this.#waiting.push({ ask, name: template.name, done, failed });
      if (this.#waiting.length === 1) this.#send();
    });
  }

  stop(): void {
    this.#endChild();
    for (const each of this.#waiting.splice(0)) each.failed(new Error("the platform stops"));
  }

  #send(): void {
    const first = this.#waiting[0];
    if (first === undefined) return;
    clearTimeout(this.#timer);
    this.#child ??= this.#start();
    this.#child.ref();
    this.#child.channel?.ref();
    this.#timer = setTimeout(() => this.#died(`timeout after ${this.#limitMs / 1_000} s`), this.#limitMs);
    this.#child.send(first.ask, (error) => {
      if (error) this.#died(error.message);
    });
  }

  #start(): ChildProcess {
    const child = forkChild();
    child.on("message", (told: PdfTold) => this.#told(told));
    child.once("exit", (code, signal) => this.#died(`its process ended (${signal ?? code})`));
    child.once("error", (error) => this.#died(error.message));
    return child;
  }

  #told(told: PdfTold): void {
    if (told.residentBytes > this.#residentMaxBytes) this.#endChild();
    if ("pdf" in told) this.#settle((first) => first.done(told.pdf));
    else this.#settle((first) => first.failed(notMade(first, told.failure)));
  }

  #died(reason: string): void {
    this.#endChild();
    this.#settle((first) => first.failed(notMade(first, reason)));
  }

  #settle(act: (first: Waiting) => void): void {
    clearTimeout(this.#timer);
    const first = this.#waiting.shift();
    if (first !== undefined) act(first);
    if (this.#waiting.length > 0) {
      this.#send();
      return;
    }
    this.#child?.unref();
    this.#child?.channel?.unref();
    this.#timer = setTimeout(() => this.#endChild(), this.#idleMs);
    this.#timer.unref();
  }

  #endChild(): void {
    clearTimeout(this.#timer);
    const last = this.#child;
    this.#child = undefined;
    last?.removeAllListeners();
    last?.on("error", () => undefined);
    last?.kill("SIGKILL"); // It holds nothing that could be lost.
  }
}

const notMade = ({ name }: Waiting, reason: string): Error => new Error(`the PDF ${name} could not be made: ${reason}`);

/**
 * The child gets nothing of our environment: no password of ours has business there. One arena: glibc would give each of Typst's
 * threads its own, and each keeps for ever the most that it once held, 100 MiB more in all. It costs no time.
 */
function forkChild(): ChildProcess {
  return fork(childFile, {
    serialization: "advanced",
    execArgv: [],
    env: { PATH: process.env.PATH ?? "", MALLOC_ARENA_MAX: "1" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

const shared = new PdfPrinter();

/** The printer of this process. Its child is started by the first document and does not keep the process alive. */
export const renderPdf = (template: PdfTemplate, data: unknown): Promise<Uint8Array> => shared.render(template, data);
