import { z } from "zod";
import { type CallInput, type Refusal, refusalOf, type Side } from "./joined-call.ts";
import { forOther, hasSound, inactiveOffer, type Origin, originOf } from "./sdp.ts";
import { type Answered, dialogKey, newTag, routesOf, type SipAgent } from "./sip-agent.ts";
import { contactOf, tagOf } from "./sip-fields.ts";
import { cseqOf, headerOf, type SipHeaders, type SipRequest, type SipResponse } from "./sip-message.ts";

/** All that is needed to go on with a side of a call after a restart; no secret is in it. */
export const savedLeg = z.object({
  callId: z.string().max(300),
  from: z.string().max(500),
  to: z.string().max(500),
  target: z.string().max(500),
  routes: z.array(z.string().max(500)).max(20),
  cseq: z.int(),
  origin: z.object({ id: z.string().max(40), version: z.int(), host: z.string().max(60) }),
  sent: z.string().max(32_768),
  heard: z.string().max(500),
});
export type SavedLeg = z.infer<typeof savedLeg>;

export type LegPlan = {
  readonly side: Side;
  readonly agent: SipAgent;
  /** Whom we call. */
  readonly uri: string;
  readonly from: string;
  readonly more: SipHeaders;
  readonly tell: (input: CallInput) => void;
};

type Plan = Omit<LegPlan, "uri" | "from" | "more"> & { readonly more: SipHeaders };
/** After a restart numbers go on well beyond any that was used. */
const cseqLeap = 100;
const sdpType = ["content-type", "application/sdp"] as const;

/**
 * One side of a call: a SIP dialog that we began. new → calling → accepted (the car: its offer waits for our answer) → up → over.
 * Ended while calling it is cancelled; an acceptance that crossed the cancelling is acknowledged and ended at once. After `end` nothing is told.
 */
export class Leg {
  readonly #plan: Plan;
  readonly #dialog: { -readonly [K in keyof SavedLeg]: SavedLeg[K] };
  #state: "calling" | "accepted" | "up" | "over" = "calling";
  #told = true;
  #invite: SipRequest | undefined;
  #provisional = false;
  #accepted: SipResponse | undefined;
  /** Our acknowledgements by the number of what they acknowledge: each may be lost, and is then asked for by a repetition. */
  readonly #acks = new Map<number, SipRequest>();
  #theirCseq = -1;
  #again: NodeJS.Timeout | undefined;
  #giveUp: NodeJS.Timeout | undefined;

  private constructor(plan: Plan, dialog: SavedLeg) {
    this.#plan = plan;
    this.#dialog = dialog;
    plan.agent.hear(this.#key, {
      request: (asked) => this.#take(asked),
      accepted: (answer) => this.#acceptedAgain(answer),
    });
  }

  /** Calls: the seat with an offer that nothing is spoken by, the car without one, so that it offers. */
  static call({ uri, from, ...plan }: LegPlan): Leg {
    const origin = { id: String(Date.now()), version: 1, host: plan.agent.localHost };
    const sent = plan.side === "seat" ? inactiveOffer(origin) : "";
    const callId = `${newTag()}@shengping`;
    const ours = `<${from}>;tag=${newTag()}`;
    const leg = new Leg(plan, {
      callId,
      from: ours,
      to: `<${uri}>`,
      target: uri,
      routes: [],
      cseq: 0,
      origin,
      sent,
      heard: "",
    });
    leg.#inviteThem();
    return leg;
  }

  static takeUp(plan: Omit<LegPlan, "uri" | "from" | "more">, saved: SavedLeg): Leg {
    const leg = new Leg({ ...plan, more: [] }, { ...saved, cseq: saved.cseq + cseqLeap });
    leg.#state = "up";
    return leg;
  }

  get isUp(): boolean {
    return this.#state === "up";
  }
  get saved(): SavedLeg {
    return { ...this.#dialog };
  }
  get #key(): string {
    return dialogKey(
      {
        headers: [
          ["call-id", this.#dialog.callId],
          ["from", this.#dialog.from],
        ],
      },
      "from",
    );
  }

  #inviteThem(): void {
    const { sent } = this.#dialog;
    this.#ask("INVITE", { body: sent, provisional: (response) => this.#rings(response) }, (answered) => {
      if (answered.kind === "answer" && answered.response.status < 300)
        this.#taken(answered.response, answered.request);
      else this.#overBy(answered);
    });
  }

  #rings({ status }: SipResponse) {
    const first = !this.#provisional;
    this.#provisional = true;
    // Ended before anything had come back: only now may it be cancelled (§9.1).
    if (first && !this.#told) this.#cancel();
    if (status > 100) this.#tell({ what: "ringing", side: this.#plan.side });
  }

  #taken(response: SipResponse, invite: SipRequest) {
    const { agent, side } = this.#plan;
    this.#accepted = response;
    this.#invite = invite;
    this.#learn(response);
    this.#state = "accepted";
    if (side === "seat" || !this.#told) this.#acknowledge("");
    if (!this.#told) return this.#bye();
    if (contactOf(response) === undefined || response.body.length === 0) {
      this.#acknowledge("");
      this.#bye();
      return this.#tell({ what: "refused", side, why: "refused", status: response.status });
    }
    this.#dialog.heard = originOf(response.body) ?? "";
    // Until we say how the other side answers, this one repeats its acceptance; it hears the acknowledgement in time or is ended.
    if (side === "car") this.#giveUp = setTimeout(() => this.#tell({ what: "gone", side }), 60 * agent.t1Ms).unref();
    this.#tell({ what: "answered", side, sdp: response.body });
  }

  #learn(response: SipResponse): void {
    this.#dialog.to = headerOf(response, "to") ?? this.#dialog.to;
    this.#dialog.target = contactOf(response) ?? this.#dialog.target;
    this.#dialog.routes = routesOf(response);
  }

  /** Tells the car how the seat is heard. */
  accept(sdp: string): void {
    clearTimeout(this.#giveUp);
    this.#dialog.sent = forOther(sdp, this.#nextOrigin()) ?? sdp;
    this.#acknowledge(this.#dialog.sent);
  }

  #acknowledge(body: string): void {
    const { agent } = this.#plan;
    if (this.#accepted === undefined || this.#invite === undefined || this.#acks.size > 0) return;
    this.#keepAck(agent.acknowledge(this.#invite, this.#accepted, this.#dialog.routes, body));
    this.#state = "up";
  }

  #keepAck(ack: SipRequest): void {
    this.#acks.set(cseqOf(ack)?.number ?? -1, ack);
  }

  /** Offers the seat the car's sound. */
  rejoin(offer: string) {
    const sent = forOther(offer, this.#nextOrigin());
    if (sent === undefined) return this.#tell({ what: "not-rejoined", status: null });
    this.#dialog.sent = sent;
    this.#ask("INVITE", { body: sent }, (answered) => {
      if (answered.kind !== "answer") return this.#tell({ what: "not-rejoined", status: null });
      const { response } = answered;
      if (response.status >= 300) return this.#tell({ what: "not-rejoined", status: response.status });
      this.#invite = answered.request;
      this.#accepted = response;
      // The way is the dialog's: proxies need not name themselves again in it (§12.2.1.2), the other side may have moved.
      this.#keepAck(this.#plan.agent.acknowledge(answered.request, response, this.#dialog.routes));
      this.#dialog.target = contactOf(response) ?? this.#dialog.target;
      this.#dialog.heard = originOf(response.body) ?? "";
      if (hasSound(response.body)) this.#tell({ what: "rejoined", sdp: response.body });
      else this.#tell({ what: "not-rejoined", status: response.status });
    });
  }

  /** Asks whether the dialog still stands; one that the other side does not know is over. */
  probe(): void {
    if (this.#state !== "up" || !this.#told) return;
    this.#ask("OPTIONS", {}, (answered) => {
      if (answered.kind === "answer" && (answered.response.status === 481 || answered.response.status === 408))
        this.#goneBy();
    });
  }

  /** Ends it, wherever it stands; nothing is told of it any more. */
  end() {
    if (this.#state === "over" || !this.#told) return;
    this.#told = false;
    clearTimeout(this.#giveUp);
    if (this.#state === "calling") return this.#provisional ? this.#cancel() : undefined;
    this.#acknowledge("");
    this.#bye();
  }

  #cancel(): void {
    const { agent } = this.#plan;
    const invite = this.#invite;
    if (invite === undefined) return;
    agent.cancel(invite);
    // Some never say what became of what was cancelled.
    this.#giveUp = setTimeout(() => {
      agent.forget(invite);
      this.#over();
    }, 64 * agent.t1Ms).unref();
  }

  #bye() {
    if (this.#state === "over") return;
    this.#ask("BYE", { patient: true }, () => undefined);
    this.#over();
  }

  #overBy(answered: Answered) {
    const { side } = this.#plan;
    const status = answered.kind === "answer" ? answered.response.status : null;
    const why: Refusal = status === null ? "unreachable" : refusalOf(status);
    this.#over();
    this.#tell({ what: "refused", side, why, status });
  }

  #goneBy() {
    this.#over();
    this.#tell({ what: "gone", side: this.#plan.side });
  }

  #over() {
    this.#state = "over";
    clearTimeout(this.#giveUp);
    clearTimeout(this.#again);
    this.#plan.agent.hear(this.#key, undefined);
  }

  #tell(input: CallInput) {
    if (this.#told) this.#plan.tell(input);
  }

  #nextOrigin(): Origin {
    const { origin } = this.#dialog;
    this.#dialog.origin = { ...origin, version: origin.version + 1 };
    return this.#dialog.origin;
  }

  #ask(
    method: string,
    more: { readonly body?: string; readonly provisional?: (response: SipResponse) => void; readonly patient?: true },
    done: (answered: Answered) => void,
  ) {
    const { agent, more: own } = this.#plan;
    const { from, to, callId, target: uri, routes } = this.#dialog;
    const first = method === "INVITE" && tagOf({ headers: [["to", to]] }, "to") === undefined;
    const { body = "" } = more;
    const extra = [...(first ? own : []), ...(body === "" ? [] : [sdpType])];
    const draft = { method, uri, from, to, callId, routes, more: extra, body, nextCseq: () => ++this.#dialog.cseq };
    const { provisional, patient } = more;
    const how = {
      ...(provisional === undefined ? {} : { provisional }),
      ...(patient === undefined ? {} : { patient }),
    };
    agent.ask({ ...draft, ...how }, done, (sent) => {
      if (first) this.#invite = sent;
      if (first) this.#provisional = false;
    });
  }

  /** The other side of this dialog asks something. */
  #take(request: SipRequest) {
    const { agent } = this.#plan;
    const number = cseqOf(request)?.number ?? 0;
    if (request.method === "ACK") return clearTimeout(this.#again);
    if (request.method === "CANCEL") return agent.answer(request, 481);
    if (number <= this.#theirCseq) return agent.answer(request, 500);
    this.#theirCseq = number;
    switch (request.method) {
      case "BYE":
        agent.answer(request, 200);
        return this.#goneBy();
      case "INVITE":
      case "UPDATE":
        return this.#refresh(request);
      case "OPTIONS":
      case "INFO":
      case "NOTIFY":
        return agent.answer(request, 200);
      default:
        return agent.answer(request, 405);
    }
  }

  /**
   * The exchange asks whether we are still there, or where it is found from now on. Another sound than before is not relayed: then the call
   * goes on as it was (§14.2).
   */
  #refresh(request: SipRequest) {
    const { agent } = this.#plan;
    const asked = request.body === "" ? undefined : originOf(request.body);
    if (asked !== undefined && asked !== this.#dialog.heard) return agent.answer(request, 488);
    this.#dialog.target = contactOf(request) ?? this.#dialog.target;
    const silent = request.method === "UPDATE" && asked === undefined;
    const body = silent ? "" : this.#dialog.sent;
    const more: SipHeaders = [["contact", agent.contact], ...(body === "" ? [] : [sdpType])];
    const say = () => agent.answer(request, 200, more, body);
    say();
    if (request.method === "INVITE") this.#repeatUntilHeard(say, agent.t1Ms, 64 * agent.t1Ms);
  }

  /** An acceptance is repeated until it is acknowledged, for 64·T1 (§13.3.1.4). */
  #repeatUntilHeard(say: () => void, pauseMs: number, leftMs: number): void {
    clearTimeout(this.#again);
    if (leftMs <= 0) return;
    this.#again = setTimeout(() => {
      say();
      this.#repeatUntilHeard(say, Math.min(4_000, pauseMs * 2), leftMs - pauseMs);
    }, pauseMs).unref();
  }

  /** The acceptance came again: our acknowledgement was lost, or is still to come. One of another telephone is not wanted. */
  #acceptedAgain(response: SipResponse) {
    const { agent } = this.#plan;
    const ours = this.#accepted === undefined ? undefined : tagOf(this.#accepted, "to");
    if (ours !== undefined && tagOf(response, "to") !== ours) return agent.refuseAccepted(response);
    const ack = this.#acks.get(cseqOf(response)?.number ?? -1);
    if (ack !== undefined) agent.send(ack);
  }
}
