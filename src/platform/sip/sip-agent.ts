import { randomBytes } from "node:crypto";
import { ClientTransactions, type Outcome } from "./client-transactions.ts";
import { answerChallenge, type Challenge, challengeOf, type Login } from "./digest.ts";
import { ServerMemory } from "./server-memory.ts";
import { branchOf, contactOf, tagOf } from "./sip-fields.ts";
import {
  cseqOf,
  headerOf,
  listOf,
  readMessage,
  type SipHeaders,
  type SipRequest,
  type SipResponse,
  writeMessage,
} from "./sip-message.ts";
import { createTransport, type Endpoint, type Transport } from "./transport.ts";

export type AgentSettings = {
  readonly server: Endpoint;
  /** Of datagrams; 0 takes a free one. */
  readonly localPort: number;
  readonly login: Login | undefined;
  /** Shorter in tests; RFC 3261: 500. */
  readonly t1Ms?: number;
};

/** A request as its dialog makes it; the agent adds the way, the number and the proof. */
export type Draft = {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  /** The next number of the dialog; asked again where the request is sent again with a proof. */
  readonly nextCseq: () => number;
  readonly routes?: readonly string[];
  readonly more?: SipHeaders;
  readonly body?: string;
  readonly provisional?: (response: SipResponse) => void;
  readonly patient?: true;
};
export type Answered = Outcome & { readonly request: SipRequest };

/** What a dialog hears from the other side. */
export type Dialog = {
  readonly request: (request: SipRequest) => void;
  /** An acceptance that came again, or from somebody else who was called beside. */
  readonly accepted: (response: SipResponse) => void;
};

/** So many proofs for one request: the second because the server called the first one's nonce stale. */
const proofsMax = 2;
const reasons = {
  200: "OK",
  405: "Method Not Allowed",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  488: "Not Acceptable Here",
  500: "Server Internal Error",
} as const;
const agentName = "Shengping";
const methods = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY";

/** One SIP user agent towards one exchange: everything goes there, and nothing is heard from anybody else. It takes no calls. */
export class SipAgent {
  readonly settings: AgentSettings;
  readonly #transport: Transport;
  readonly #transactions: ClientTransactions;
  readonly #served = new ServerMemory();
  readonly #dialogs = new Map<string, Dialog>();
  readonly #unreadable: (why: string) => void;

  constructor(settings: AgentSettings, unreadable: (why: string) => void = () => undefined) {
    this.settings = settings;
    this.#unreadable = unreadable;
    const { server, localPort } = settings;
    this.#transport = createTransport(server, localPort, {
      message: (bytes) => this.#take(bytes),
      unreachable: (code) => this.#transactions.unreachable(code),
      unreadable,
    });
    this.#transactions = new ClientTransactions({
      send: (bytes) => this.#transport.send(bytes),
      reliable: server.transport === "tcp",
      t1Ms: this.t1Ms,
    });
  }

  get t1Ms(): number {
    return this.settings.t1Ms ?? 500;
  }
  get localHost(): string {
    return this.#transport.local().host;
  }
  /** Where the exchange finds us. */
  get contact(): string {
    const { host, port } = this.#transport.local();
    const user = this.settings.login?.user ?? "shengping";
    const at = host.includes(":") ? `[${host}]` : host;
    const way = this.settings.server.transport === "tcp" ? ";transport=tcp" : "";
    return `<sip:${encodeURIComponent(user)}@${at}:${port}${way}>`;
  }

  /** @throws when the way cannot be opened. */
  open(): Promise<void> {
    return this.#transport.open();
  }

  async close(): Promise<void> {
    this.#transactions.close();
    this.#dialogs.clear();
    await this.#transport.close();
  }

  /** @param key Call-ID and our tag */
  hear(key: string, dialog: Dialog | undefined): void {
    if (dialog === undefined) this.#dialogs.delete(key);
    else this.#dialogs.set(key, dialog);
  }

  /**
   * Sends a request and, where a proof is asked for, sends it again with one.
   * @returns the last request that was sent, so that it can be cancelled.
   */
  ask(draft: Draft, done: (answered: Answered) => void, sent: (request: SipRequest) => void = () => undefined): void {
    const attempt = (challenge: Challenge | undefined, proofs: number): void => {
      const request = this.#dressed(draft, challenge);
      sent(request);
      this.#transactions.begin({
        request,
        ...(draft.provisional === undefined ? {} : { provisional: draft.provisional }),
        ...(draft.patient === undefined ? {} : { patient: draft.patient }),
        final: (outcome) => {
          const wanted = outcome.kind === "answer" ? this.#wantedProof(outcome.response, proofs) : undefined;
          if (wanted === undefined) done({ ...outcome, request });
          else attempt(wanted, proofs + 1);
        },
      });
    };
    attempt(undefined, 0);
  }

  /** What has no answer: the acknowledgement of an acceptance, or a CANCEL whose answer changes nothing. */
  send(request: SipRequest): void {
    this.#transport.send(writeMessage(request));
  }
  /** A CANCEL goes the way of what it cancels: the same branch, and its answer is of no use. */
  cancel(invite: SipRequest): void {
    const kept = invite.headers.filter(([name]) =>
      ["via", "route", "from", "to", "call-id", "max-forwards"].includes(name),
    );
    const headers: SipHeaders = [...kept, ["cseq", `${cseqOf(invite)?.number ?? 1} CANCEL`]];
    const request: SipRequest = { kind: "request", method: "CANCEL", uri: invite.uri, headers, body: "" };
    this.#transactions.begin({ request, final: () => undefined, patient: true });
  }
  forget(request: SipRequest) {
    this.#transactions.forget(request);
  }

  answer(request: SipRequest, status: keyof typeof reasons, more: SipHeaders = [], body = ""): void {
    const kept = request.headers.filter(([name]) => ["via", "from", "call-id", "cseq", "record-route"].includes(name));
    const to = headerOf(request, "to") ?? "";
    const tagged = tagOf(request, "to") === undefined ? `${to};tag=${newTag()}` : to;
    const headers: SipHeaders = [...kept, ["to", tagged], ["user-agent", agentName], ...more];
    const bytes = writeMessage({ kind: "response", status, reason: reasons[status], headers, body });
    this.#served.keep(request, bytes);
    this.#transport.send(bytes);
  }

  #wantedProof(response: SipResponse, proofs: number): Challenge | undefined {
    if ((response.status !== 401 && response.status !== 407) || this.settings.login === undefined) return undefined;
    const challenge = challengeOf(response);
    if (challenge === undefined || proofs >= proofsMax) return undefined;
    return proofs === 0 || challenge.stale ? challenge : undefined;
  }

  #dressed(draft: Draft, challenge: Challenge | undefined): SipRequest {
    const { method, uri, from, to, callId, nextCseq, routes = [], more = [], body = "" } = draft;
    const { login } = this.settings;
    const proof =
      challenge === undefined || login === undefined
        ? []
        : [[challenge.header, answerChallenge(challenge, login, { method, uri, cnonce: newTag(), count: 1 })] as const];
    const headers: SipHeaders = [
      ["via", this.#via()],
      ["max-forwards", "70"],
      ...routes.map((route) => ["route", route] as const),
      ["from", from],
      ["to", to],
      ["call-id", callId],
      ["cseq", `${nextCseq()} ${method}`],
      ...(method === "BYE" ? [] : [["contact", this.contact] as const]),
      ["allow", methods],
      ["user-agent", agentName],
      ...proof,
      ...more,
    ];
    return { kind: "request", method, uri, headers, body };
  }

  /** A new branch each time; `rport` lets the answer come back where the request came from (RFC 3581). */
  #via(): string {
    const { host, port } = this.#transport.local();
    const at = host.includes(":") ? `[${host}]` : host;
    return `SIP/2.0/${this.settings.server.transport.toUpperCase()} ${at}:${port};rport;branch=z9hG4bK${newTag()}`;
  }

  /** The acknowledgement of an acceptance is a request of its own, with the proofs of what was accepted (§13.2.2.4, §22.1). */
  acknowledge(invite: SipRequest, response: SipResponse, routes: readonly string[], body = ""): SipRequest {
    const proofs = invite.headers.filter(([name]) => name === "authorization" || name === "proxy-authorization");
    const request: SipRequest = {
      kind: "request",
      method: "ACK",
      uri: contactOf(response) ?? invite.uri,
      headers: [
        ["via", this.#via()],
        ["max-forwards", "70"],
        ...routes.map((route) => ["route", route] as const),
        ["from", headerOf(response, "from") ?? ""],
        ["to", headerOf(response, "to") ?? ""],
        ["call-id", headerOf(response, "call-id") ?? ""],
        ["cseq", `${cseqOf(response)?.number ?? 1} ACK`],
        ["contact", this.contact],
        ...proofs,
        ...(body === "" ? [] : [["content-type", "application/sdp"] as const]),
      ],
      body,
    };
    this.send(request);
    return request;
  }

  /** Acknowledges an acceptance that nobody wants, and ends what it began: a call of a process that was killed, or a second telephone. */
  refuseAccepted(response: SipResponse) {
    const uri = contactOf(response);
    if (uri === undefined) return;
    const asked = { kind: "request", method: "INVITE", uri, headers: [], body: "" } as const;
    this.acknowledge(asked, response, routesOf(response));
    const cseq = (cseqOf(response)?.number ?? 1) + 1;
    const [from, to] = [headerOf(response, "from") ?? "", headerOf(response, "to") ?? ""];
    const callId = headerOf(response, "call-id") ?? "";
    let number = cseq;
    const nextCseq = () => number++;
    this.ask(
      { method: "BYE", uri, from, to, callId, nextCseq, routes: routesOf(response), patient: true },
      () => undefined,
    );
  }

  #take(bytes: Buffer) {
    // Keep-alives of datagrams (RFC 5626).
    if (bytes.length <= 4) return;
    const read = readMessage(bytes);
    if (!read.ok) return this.#unreadable(read.why);
    if (read.message.kind === "request") this.#takeRequest(read.message);
    else this.#takeResponse(read.message);
  }

  #takeResponse(response: SipResponse) {
    if (branchOf(response) === undefined || this.#transactions.take(response)) return;
    if (response.status < 200 || response.status > 299 || cseqOf(response)?.method !== "INVITE") return;
    const dialog = this.#dialogs.get(dialogKey(response, "from"));
    if (dialog === undefined) this.refuseAccepted(response);
    else dialog.accepted(response);
  }

  #takeRequest(request: SipRequest) {
    const before = this.#served.answerTo(request);
    if (before !== undefined) return this.#transport.send(before);
    const dialog = this.#dialogs.get(dialogKey(request, "to"));
    if (dialog !== undefined) return dialog.request(request);
    if (request.method === "ACK") return;
    if (request.method === "OPTIONS") return this.answer(request, 200, [["allow", methods]]);
    if (tagOf(request, "to") !== undefined || request.method === "CANCEL") return this.answer(request, 481);
    if (request.method === "INVITE") return this.answer(request, 480);
    this.answer(request, 405, [["allow", methods]]);
  }
}

export const newTag = (): string => randomBytes(9).toString("hex");
/** A dialog by its Call-ID and our own tag, which stands in `from` of what we asked and in `to` of what we are asked. */
export const dialogKey = (message: { readonly headers: SipHeaders }, ours: "from" | "to"): string =>
  `${headerOf(message, "call-id") ?? ""} ${tagOf(message, ours) ?? ""}`;
/** The way that further requests of a dialog take, for who asked first (§12.1.2). */
export const routesOf = (response: SipResponse): string[] => listOf(response, "record-route").reverse();
