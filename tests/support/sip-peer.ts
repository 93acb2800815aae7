import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { type AddressInfo, createServer, type Socket } from "node:net";

/**
 * A small exchange of the test's own on loopback, with a reader and a writer of its own: real datagrams or a real stream. Each extension does
 * what its manner says.
 */
export type Manner =
  /** Rings until the test picks it up. */
  | "ring"
  | "answer"
  /** Says nothing at all. */
  | "silent"
  | { readonly status: number };

export type Heard = {
  readonly start: string;
  readonly method: string;
  /** Whom it is for: the user of the request's address. */
  readonly user: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
};

type Reply = (text: string) => void;
type Dialog = {
  readonly user: string;
  readonly invite: Heard;
  readonly tag: string;
  readonly reply: Reply;
  version: number;
  cseq: number;
  state: "ringing" | "accepted" | "up" | "over";
  accepted: string;
  timer?: NodeJS.Timeout;
};

export type PeerOptions = {
  readonly transport?: "udp" | "tcp";
  readonly port?: number;
  readonly login?: { readonly user: string; readonly secret: string; readonly algorithm: "MD5" | "SHA-256" };
  /** Drops what it says to: 0, 1, 2, … counts what comes in. */
  readonly loses?: (count: number) => boolean;
};

export class SipPeer {
  readonly heard: Heard[] = [];
  readonly manners = new Map<string, Manner>();
  /** Answers to what we asked, as start lines. */
  readonly answers: string[] = [];
  readonly #options: PeerOptions;
  readonly #dialogs: Dialog[] = [];
  readonly #nonces = new Set<string>();
  #count = 0;
  #port = 0;
  #send: ((text: string) => void) | undefined;
  #close: () => Promise<void> = async () => undefined;

  private constructor(options: PeerOptions) {
    this.#options = options;
  }

  static async open(options: PeerOptions = {}): Promise<SipPeer> {
    const peer = new SipPeer(options);
    await peer.#open(options.port ?? 0);
    return peer;
  }
  get port(): number {
    return this.#port;
  }
  get transport(): "udp" | "tcp" {
    return this.#options.transport ?? "udp";
  }

  #open(port: number): Promise<void> {
    return this.transport === "udp" ? this.#openUdp(port) : this.#openTcp(port);
  }

  async #openUdp(port: number): Promise<void> {
    const socket = createSocket("udp4");
    socket.on("message", (bytes, from) => {
      const reply: Reply = (text) => socket.send(text, from.port, from.address);
      this.#send = reply;
      if (this.#options.loses?.(this.#count++) !== true) this.#take(bytes.toString("utf8"), reply);
    });
    await new Promise<void>((opened) => socket.bind(port, "127.0.0.1", opened));
    this.#port = socket.address().port;
    this.#close = () => new Promise((closed) => socket.close(() => closed()));
  }

  async #openTcp(port: number): Promise<void> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      const reply: Reply = (text) => void socket.write(text);
      this.#send = reply;
      let held = "";
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => {
        held += bytes.toString("utf8");
        for (;;) {
          const end = held.indexOf("\r\n\r\n");
          const length = Number(/content-length: *(\d+)/i.exec(held.slice(0, Math.max(0, end)))?.[1] ?? 0);
          if (end < 0 || held.length < end + 4 + length) return;
          this.#take(held.slice(0, end + 4 + length), reply);
          held = held.slice(end + 4 + length);
        }
      });
    });
    await new Promise<void>((opened) => server.listen(port, "127.0.0.1", opened));
    this.#port = (server.address() as AddressInfo).port;
    this.#close = () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      });
  }

  async close(): Promise<void> {
    for (const dialog of this.#dialogs) clearTimeout(dialog.timer);
    await this.#close();
    this.#close = async () => undefined;
  }
  /** Dead, and back on the same port. */
  async reopen(): Promise<void> {
    await this.#open(this.#port);
  }

  /** Requests of a method that came, each of its repetitions once. */
  asked(method: string): readonly Heard[] {
    const seen = new Set<string>();
    return this.heard.filter((each) => {
      const key = `${one(each, "via")} ${each.method}`;
      const fresh = each.method === method && !seen.has(key);
      seen.add(key);
      return fresh;
    });
  }
  isUp(user: string): boolean {
    return this.#dialogs.some((dialog) => dialog.user === user && dialog.state === "up");
  }
  /** What the extension last heard of the other's sound: of an offer, or with an acknowledgement. */
  soundOf(user: string): string {
    const bodies = this.heard.filter(
      (each) => (each.user === user || this.#ofDialog(each)?.user === user) && each.body !== "",
    );
    return bodies.at(-1)?.body ?? "";
  }

  pickUp(user: string): void {
    const dialog = this.#dialogs.find((each) => each.user === user && each.state === "ringing");
    if (dialog === undefined) throw new Error(`${user} does not ring`);
    this.#accept(dialog);
  }
  hangUp(user: string): void {
    const dialog = this.#dialogs.find((each) => each.user === user && each.state === "up");
    if (dialog === undefined) throw new Error(`${user} does not speak`);
    dialog.state = "over";
    this.inDialog(dialog.user, "BYE");
  }
  /** Asks something within the extension's latest dialog, as the exchange does to refresh it. */
  inDialog(user: string, method: string, body = ""): void {
    const dialog = this.#dialogs.findLast((each) => each.user === user);
    if (dialog === undefined) throw new Error(`${user} has no dialog`);
    const { invite, tag } = dialog;
    const contact = /<([^>]+)>/.exec(one(invite, "contact"))?.[1] ?? "";
    this.say(
      [
        `${method} ${contact} SIP/2.0`,
        `Via: SIP/2.0/${this.transport.toUpperCase()} 127.0.0.1:${this.#port};branch=z9hG4bK${randomBytes(6).toString("hex")}`,
        `From: ${one(invite, "to")};tag=${tag}`,
        `To: ${one(invite, "from")}`,
        `Call-ID: ${one(invite, "call-id")}`,
        `CSeq: ${++dialog.cseq} ${method}`,
        "Max-Forwards: 70",
        ...(body === "" ? [] : ["Content-Type: application/sdp"]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        "",
        body,
      ].join("\r\n"),
    );
  }
  /** Sends any text to who asked last. */
  say(text: string): void {
    this.#send?.(text);
  }
  /** The exchange has restarted and knows of nothing. */
  forgetAll(): void {
    for (const dialog of this.#dialogs.splice(0)) clearTimeout(dialog.timer);
  }

  #take(text: string, reply: Reply) {
    if (text.startsWith("SIP/2.0")) {
      this.answers.push(text.split("\r\n")[0] ?? "");
      return;
    }
    const asked = read(text);
    this.heard.push(asked);
    const known = this.#ofDialog(asked);
    switch (asked.method) {
      case "REGISTER":
        if (this.#proved(asked, reply))
          this.#answer(asked, reply, "200 OK", [`Contact: ${one(asked, "contact")};expires=60`]);
        return;
      case "INVITE":
        return known === undefined ? this.#invited(asked, reply) : this.#invitedAgain(known, asked, reply);
      case "ACK":
        if (known !== undefined) {
          clearTimeout(known.timer);
          if (known.state === "accepted") known.state = "up";
        }
        return;
      case "CANCEL":
        return this.#cancelled(asked, reply);
      case "BYE":
        if (known === undefined || known.state === "over") return this.#answer(asked, reply, "481 Unknown");
        known.state = "over";
        clearTimeout(known.timer);
        return this.#answer(asked, reply, "200 OK");
      default:
        return this.#answer(asked, reply, tagged(asked) && known === undefined ? "481 Unknown" : "200 OK");
    }
  }

  #ofDialog(asked: Heard): Dialog | undefined {
    const tag = /;tag=([^;>\s]+)/.exec(one(asked, "to"))?.[1];
    return this.#dialogs.find((each) => each.tag === tag && one(each.invite, "call-id") === one(asked, "call-id"));
  }

  #invited(asked: Heard, reply: Reply): void {
    const again = this.#dialogs.find((each) => one(each.invite, "via") === one(asked, "via"));
    const manner = this.manners.get(asked.user) ?? "ring";
    if (again !== undefined || manner === "silent" || !this.#proved(asked, reply)) return;
    if (typeof manner === "object") {
      this.#answer(asked, reply, `${manner.status} No`, [], "refused");
      return;
    }
    const tag = randomBytes(5).toString("hex");
    const dialog: Dialog = {
      user: asked.user,
      invite: asked,
      tag,
      reply,
      version: 1,
      cseq: 0,
      state: "ringing",
      accepted: "",
    };
    this.#dialogs.push(dialog);
    this.#answer(asked, reply, "100 Trying");
    this.#answer(asked, reply, "180 Ringing", [], tag);
    if (manner === "answer") this.#accept(dialog);
  }

  #accept(dialog: Dialog): void {
    dialog.state = "accepted";
    dialog.accepted = this.#answer(
      dialog.invite,
      dialog.reply,
      "200 OK",
      // Once, when the dialog begins: every request of it has to come by here from now on.
      [`Record-Route: <sip:127.0.0.1:${this.#port};lr;here=1>`, ...this.#contact(dialog)],
      dialog.tag,
      soundOf(dialog),
    );
    const again = (pauseMs: number): void => {
      dialog.timer = setTimeout(() => {
        dialog.reply(dialog.accepted);
        again(pauseMs * 2);
      }, pauseMs);
    };
    if (this.transport === "udp") again(60);
  }

  #invitedAgain(dialog: Dialog, asked: Heard, reply: Reply): void {
    const manner = this.manners.get(`${dialog.user}/rejoin`);
    if (typeof manner === "object") {
      this.#answer(asked, reply, `${manner.status} No`);
      return;
    }
    dialog.version += 1;
    this.#answer(asked, reply, "200 OK", this.#contact(dialog), dialog.tag, soundOf(dialog));
  }

  #contact = ({ user }: Dialog): string[] => [
    `Contact: <sip:${user}@127.0.0.1:${this.#port}>`,
    "Content-Type: application/sdp",
  ];

  #cancelled(asked: Heard, reply: Reply): void {
    const dialog = this.#dialogs.find((each) => one(each.invite, "via") === one(asked, "via"));
    this.#answer(asked, reply, "200 OK");
    if (dialog?.state !== "ringing") return;
    dialog.state = "over";
    this.#answer(dialog.invite, dialog.reply, "487 Request Terminated", [], dialog.tag);
  }

  #answer(asked: Heard, reply: Reply, status: string, more: readonly string[] = [], tag = "", body = ""): string {
    const to = one(asked, "to");
    const lines = [
      `SIP/2.0 ${status}`,
      ...(asked.headers.get("via") ?? []).map((via) => `Via: ${via}`),
      `From: ${one(asked, "from")}`,
      `To: ${tag === "" || to.includes(";tag=") ? to : `${to};tag=${tag}`}`,
      `Call-ID: ${one(asked, "call-id")}`,
      `CSeq: ${one(asked, "cseq")}`,
      ...more,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const text = `${lines.join("\r\n")}\r\n\r\n${body}`;
    reply(text);
    return text;
  }

  /** Asks for a proof, and counts it as given when our own reckoning agrees. */
  #proved(asked: Heard, reply: Reply): boolean {
    const { login } = this.#options;
    if (login === undefined || tagged(asked)) return true;
    const given = one(asked, "authorization");
    const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(given)?.[1] ?? "";
    const hash = (text: string) =>
      createHash(login.algorithm === "MD5" ? "md5" : "sha256")
        .update(text)
        .digest("hex");
    const a1 = hash(`${login.user}:exchange:${login.secret}`);
    const a2 = hash(`${asked.method}:${field("uri")}`);
    const right = hash(`${a1}:${field("nonce")}:${field("nc")}:${field("cnonce")}:auth:${a2}`);
    if (given !== "" && this.#nonces.has(field("nonce")) && field("response") === right) return true;
    const nonce = randomBytes(8).toString("hex");
    this.#nonces.add(nonce);
    const challenge = `WWW-Authenticate: Digest realm="exchange", nonce="${nonce}", qop="auth", algorithm=${login.algorithm}`;
    this.#answer(asked, reply, "401 Unauthorized", [challenge], "challenge");
    return false;
  }
}

const tagged = (asked: Heard): boolean => one(asked, "to").includes(";tag=");

/** Where the extension is heard: its own address shows whose sound it is. */
export const soundPort = (user: string): number => 20_000 + (Number(user.replace(/\D/g, "").slice(-4)) || 1);
const soundOf = ({ user, version }: Dialog): string =>
  `v=0\r\no=${user} 1 ${version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${soundPort(user)} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n`;

function read(text: string): Heard {
  const end = text.indexOf("\r\n\r\n");
  const [start = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const at = line.indexOf(":");
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(at + 1).trim()]);
  }
  const [method = "", uri = ""] = start.split(" ");
  return { start, method, user: /^sip:([^@]+)@/.exec(uri)?.[1] ?? "", headers, body: text.slice(end + 4) };
}

export const one = (asked: Heard, name: string): string => asked.headers.get(name)?.[0] ?? "";
