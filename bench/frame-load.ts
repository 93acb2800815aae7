import { connect, type Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { generate } from "mqtt-packet";
import { journey } from "./journey.ts";

/**
 * The load of the bench `ingest`, in a thread of its own: gateways that send `state` frames of their lifts at QoS 1 and count what is
 * acknowledged. Each connection has a bounded number of frames on the way, as a gateway does; it sends on when acknowledgements come.
 */
export type LoadOrder = {
  readonly port: number;
  readonly seconds: number;
  readonly windowFrames: number;
  /** All gateways together send no more; without it as fast as they are acknowledged. */
  readonly framesPerSecond?: number;
  readonly gateways: readonly GatewayOrder[];
};
export type GatewayOrder = { readonly username: string; readonly password: string; readonly codes: readonly string[] };
export type LoadTold =
  | { readonly told: "ready" }
  | {
      readonly told: "done";
      readonly sent: number;
      readonly acknowledged: number;
      readonly perSecond: readonly number[];
    }
  | { readonly told: "failed"; readonly reason: string };

const atMark = "1700000000000";
const seqMark = "000000000";
const codeMark = "0".repeat(20);

type Template = {
  readonly bytes: Buffer;
  readonly id: number;
  readonly code: number;
  readonly at: number;
  readonly seq: number;
};

function templateOf(state: object): Template {
  const payload = `{"at":${atMark},"seq":1${seqMark},"serviceMode":1,${JSON.stringify(state).slice(1)}`;
  const topic = `sp/v1/${codeMark}/state`;
  const bytes = generate({ cmd: "publish", topic, payload, qos: 1, messageId: 1, dup: false, retain: false });
  const text = bytes.toString("latin1");
  const code = text.indexOf(codeMark);
  return {
    bytes,
    id: code - "sp/v1/".length + topic.length,
    code,
    at: text.indexOf(atMark),
    seq: text.indexOf(`1${seqMark}`) + 1,
  };
}

const templates = journey.map(templateOf);
const acknowledgementBytes = 4;
const connackBytes = 4;

class Gateway {
  readonly #order: GatewayOrder;
  readonly #window: number;
  readonly #perSecond: number;
  #begunAt = 0;
  #socket: Socket | undefined;
  #turn = 0;
  #rest = 0;
  #running = false;
  sent = 0;
  acknowledged = 0;

  constructor(order: GatewayOrder, window: number, perSecond: number) {
    this.#order = order;
    this.#window = window;
    this.#perSecond = perSecond;
  }

  open(port: number, failed: (reason: string) => void): Promise<void> {
    const { username, password } = this.#order;
    return new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write(
          generate({
            cmd: "connect",
            protocolId: "MQTT",
            protocolVersion: 4,
            clean: true,
            clientId: username,
            keepalive: 0,
            username,
            password: Buffer.from(password),
          }),
        ),
      );
      socket.setNoDelay(true);
      socket.on("error", (error) => failed(`${username}: ${error.message}`));
      socket.on("close", () => failed(`${username}: the connection was closed`));
      socket.once("data", (first) => {
        if (first[0] !== 0x20 || first[3] !== 0) return failed(`${username}: refused with ${first[3]}`);
        this.#count(first.length - connackBytes);
        socket.on("data", (bytes) => this.#count(bytes.length));
        this.#socket = socket;
        resolve();
      });
    });
  }

  start(): void {
    this.#running = true;
    this.#begunAt = performance.now();
    this.fill();
  }

  stop(): void {
    this.#running = false;
  }

  end(): void {
    this.#socket?.removeAllListeners("close");
    this.#socket?.destroy();
  }

  /** Nothing but acknowledgements comes: events alone have receipts. */
  #count(bytes: number): void {
    const all = this.#rest + bytes;
    this.#rest = all % acknowledgementBytes;
    this.acknowledged += (all - this.#rest) / acknowledgementBytes;
    if (this.#running && this.#perSecond === Number.POSITIVE_INFINITY) this.fill();
  }

  fill(): void {
    const room = this.#window - (this.sent - this.acknowledged);
    const due = (this.#perSecond * (performance.now() - this.#begunAt)) / 1_000 - this.sent;
    const frames = Math.floor(Math.min(room, due));
    if (frames < 1 || (room < due && room < this.#window / 4)) return;
    const { codes } = this.#order;
    const size = (templates[0] as Template).bytes.length + 2;
    const out = Buffer.allocUnsafe(frames * size);
    const at = String(Date.now());
    let end = 0;
    for (let i = 0; i < frames; i += 1) {
      const lift = this.#turn % codes.length;
      const round = (this.#turn - lift) / codes.length;
      const template = templates[(round + lift) % templates.length] as Template;
      template.bytes.copy(out, end);
      out.write(codes[lift] as string, end + template.code, 20, "latin1");
      out.write(at, end + template.at, 13, "latin1");
      out.write(String(round).padStart(9, "0"), end + template.seq, 9, "latin1");
      out.writeUInt16BE((this.#turn % 65_535) + 1, end + template.id);
      end += template.bytes.length;
      this.#turn += 1;
    }
    this.sent += frames;
    this.#socket?.write(out.subarray(0, end));
  }
}

const paceMs = 20;
function fillAll(gateways: readonly Gateway[]): void {
  for (const gateway of gateways) gateway.fill();
}

const tell = (told: LoadTold): void => parentPort?.postMessage(told);

async function run({ port, seconds, windowFrames, framesPerSecond, gateways: orders }: LoadOrder): Promise<void> {
  const perSecondEach = (framesPerSecond ?? Number.POSITIVE_INFINITY) / orders.length;
  const gateways = orders.map((order) => new Gateway(order, windowFrames, perSecondEach));
  const failed = (reason: string): void => tell({ told: "failed", reason });
  for (const gateway of gateways) await gateway.open(port, failed);
  tell({ told: "ready" });
  const total = (): number => gateways.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const perSecond: number[] = [];
  let before = 0;
  for (const gateway of gateways) gateway.start();
  const watch = setInterval(() => {
    const now = total();
    perSecond.push(now - before);
    before = now;
  }, 1_000);
  const paced = framesPerSecond === undefined ? undefined : setInterval(() => fillAll(gateways), paceMs);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  clearInterval(watch);
  clearInterval(paced);
  for (const gateway of gateways) gateway.stop();
  const sent = gateways.reduce((sum, gateway) => sum + gateway.sent, 0);
  // What is on the way still comes.
  for (let waited = 0; waited < 300 && total() < sent; waited += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  tell({ told: "done", sent, acknowledged: total(), perSecond });
  for (const gateway of gateways) gateway.end();
}

void run(workerData as LoadOrder);
