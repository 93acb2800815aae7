import { expiresOf } from "./digest.ts";
import { type Answered, newTag, type SipAgent } from "./sip-agent.ts";

/**
 * Whether the exchange is there: unknown → up ⇄ down. With a log-in we register and renew at half time, so that it knows where we are;
 * without one we only ask (OPTIONS). After a failure it is tried again after a pause.
 */
export type ExchangeState = { readonly state: "unknown" | "up" | "down"; readonly why: string | null };

const askedSeconds = 120;
const pauseMs = 10_000;
const lookMs = 60_000;

export class Registration {
  readonly #agent: SipAgent;
  readonly #uri: string;
  readonly #changed: (state: ExchangeState) => void;
  readonly #callId = `${newTag()}@shengping`;
  #cseq = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #state: ExchangeState = { state: "unknown", why: null };

  constructor(agent: SipAgent, domain: string, changed: (state: ExchangeState) => void) {
    this.#agent = agent;
    this.#uri = `sip:${domain}`;
    this.#changed = changed;
  }

  get state(): ExchangeState {
    return this.#state;
  }

  look(): void {
    const { login } = this.#agent.settings;
    const user = login === undefined ? "" : `${encodeURIComponent(login.user)}@`;
    const who = `<sip:${user}${this.#uri.slice(4)}>`;
    this.#agent.ask(
      {
        method: login === undefined ? "OPTIONS" : "REGISTER",
        uri: this.#uri,
        from: `${who};tag=${newTag()}`,
        to: who,
        callId: this.#callId,
        nextCseq: () => ++this.#cseq,
        more: login === undefined ? [["accept", "application/sdp"]] : [["expires", String(askedSeconds)]],
      },
      (answered) => this.#heard(answered),
    );
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #heard(answered: Answered): void {
    if (this.#stopped) return;
    const { state, againMs } = this.#judge(answered);
    this.#timer = setTimeout(() => this.look(), againMs).unref();
    const before = this.#state;
    this.#state = state;
    if (before.state !== state.state) this.#changed(state);
  }

  #judge(answered: Answered): { readonly state: ExchangeState; readonly againMs: number } {
    const down = (why: string) => ({ state: { state: "down", why } as const, againMs: pauseMs });
    if (answered.kind === "silent") return down("silent");
    if (answered.kind === "unreachable") return down(answered.code);
    const { response } = answered;
    const up = { state: "up", why: null } as const;
    // Whatever it answers to OPTIONS, it lives.
    if (this.#agent.settings.login === undefined) return { state: up, againMs: lookMs };
    if (response.status >= 300) return down(`sip-${response.status}`);
    const seconds = Math.max(20, expiresOf(response, askedSeconds));
    return { state: up, againMs: Math.min(lookMs, (seconds / 2) * 1_000) };
  }
}
