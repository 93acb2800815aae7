import "./car-call-strip.css";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { CarCall, CarCallShown, CarLine } from "../../../src/rooms/rescue/contract/car-calls.ts";
import type { IncidentFile, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { RunningClock } from "../../ui/running-clock.tsx";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { useNow } from "../../ui/use-now.ts";
import { say } from "../texts/car-call-texts.ts";
import { callFailure, dialled } from "./car-call-words.ts";
import { keepSeat, seatOf } from "./seat.ts";
import { type Send, useCommand } from "./use-command.ts";

type Props = {
  readonly row: IncidentRow;
  readonly file: IncidentFile | undefined;
  /** The desk's key reaches the strip by this. */
  readonly speak: RefObject<(() => void) | null>;
};

/** 实时通话: one press calls the car; while it runs its state and the way to end it; where it failed, why, and what to dial by hand. */
export function CarCallStrip({ row, file, speak }: Props) {
  const command = useCommand(row.id);
  const [asksSeat, setAsksSeat] = useState(false);
  const [missed, setMissed] = useState(false);
  const hangUp = useRef<HTMLButtonElement>(null);
  const line = file?.carLine;
  const seat = line === undefined ? null : seatOf(line);
  const callable = line !== undefined && line.way !== null && row.stage !== "closed" && row.drill === null;

  const call = (): void => {
    // A key must not end what it began: a second press only shows how.
    if (row.carCall !== null) hangUp.current?.focus();
    else if (callable && !command.busy) {
      if (line.way === "sip" && seat === null) setAsksSeat(true);
      else void command.send("car-calls", { seat: line.way === "sip" ? seat : null });
    } else if (line?.way === null) setMissed(true);
  };
  useEffect(() => {
    speak.current = call;
  });

  if (row.carCall === null && !callable) return missed && row.freedAt === null && line?.way === null ? <NoWay /> : null;
  const last = file?.carCalls[0];
  return (
    <section className="car-call" aria-label={say("title")} data-testid="car-call">
      {row.carCall === null ? (
        <Idle
          line={line}
          seat={seat}
          asksSeat={asksSeat}
          busy={command.busy}
          again={last !== undefined}
          onCall={call}
          onAskSeat={setAsksSeat}
          send={command.send}
        />
      ) : (
        <Running call={row.carCall} kept={last} button={hangUp} busy={command.busy} send={command.send} />
      )}
      {command.failure === undefined ? null : (
        <p className="form-failure" role="alert" data-testid="car-call-refused">
          {command.failure}
        </p>
      )}
      {row.carCall === null ? <Failed call={last} line={line} /> : null}
    </section>
  );
}

/** The key was pressed where nothing leads into the car: what to do instead. */
const NoWay = () => (
  <p className="car-call" role="status" data-testid="car-call-none">
    {say("no-way")}
    {say("dial.none")}
  </p>
);

type RunningProps = {
  readonly call: CarCallShown;
  readonly kept: CarCall | undefined;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly busy: boolean;
  readonly send: Send;
};

function Running({ call, kept, button, busy, send }: RunningProps) {
  const url = call.way === "device" && kept?.id === call.id ? kept.url : null;
  return (
    <div className="car-call-line" role="status">
      <UrgencyMark urgency="information" wordless />
      <span className="car-call-state" data-testid="car-call-state">
        {stateText(call)}
      </span>
      {call.status === "answered" ? (
        <RunningClock since={call.since} title={`${say("state.answered")} ${formatTimeOfDay(call.since)}`} />
      ) : null}
      {url === null ? null : (
        <a className="tool" href={url} target="_blank" rel="noreferrer noopener">
          {say("join")}
        </a>
      )}
      <button
        ref={button}
        type="button"
        className="tool"
        disabled={busy}
        onClick={() => void send(`car-calls/${call.id}/hang-up`)}
        data-testid="car-call-hang-up"
      >
        {say("hang-up")}
      </button>
    </div>
  );
}

function stateText({ status, side, way }: CarCallShown): string {
  if (status !== "ringing") return say(`state.${status}`);
  return say(way === "device" ? "state.ringing.device" : side === "car" ? "state.ringing.car" : "state.ringing.seat");
}

type IdleProps = {
  readonly line: CarLine | undefined;
  readonly seat: string | null;
  readonly asksSeat: boolean;
  readonly busy: boolean;
  readonly again: boolean;
  readonly onCall: () => void;
  readonly onAskSeat: (asks: boolean) => void;
  readonly send: Send;
};

function Idle({ line, seat, asksSeat, busy, again, onCall, onAskSeat, send }: IdleProps) {
  if (asksSeat)
    return (
      <SeatForm
        seat={seat}
        onCancel={() => onAskSeat(false)}
        onSeat={(chosen) => {
          keepSeat(chosen);
          onAskSeat(false);
          void send("car-calls", { seat: chosen });
        }}
      />
    );
  return (
    <div className="car-call-line">
      <button type="button" className="tool" disabled={busy} onClick={onCall} data-testid="car-call-call">
        {say(again ? "again" : "call")} <kbd className="next-key">v</kbd>
      </button>
      {line?.way === "sip" && seat !== null ? (
        <button
          type="button"
          className="car-call-seat"
          title={say("seat.change.title")}
          onClick={() => onAskSeat(true)}
          data-testid="car-call-seat"
        >
          {say("seat.change", { seat })}
        </button>
      ) : null}
      {line?.way === "sip" && line.exchange === "down" ? (
        <span className="car-call-down">{say("exchange.down")}</span>
      ) : null}
    </div>
  );
}

type SeatProps = {
  readonly seat: string | null;
  readonly onSeat: (seat: string) => void;
  readonly onCancel: () => void;
};

function SeatForm({ seat, onSeat, onCancel }: SeatProps) {
  const [typed, setTyped] = useState(seat ?? "");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const right = /^\d{2,8}$/.test(typed.trim());
  return (
    <form
      className="car-call-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) onSeat(typed.trim());
      }}
    >
      <label htmlFor="car-call-seat">{say("seat")}</label>
      <input
        ref={field}
        id="car-call-seat"
        className="car-call-field"
        inputMode="numeric"
        maxLength={8}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="car-call-seat-field"
      />
      <button type="submit" className="tool" disabled={!right}>
        {say("seat.set")}
      </button>
      <button type="button" className="tool" onClick={onCancel}>
        {say("cancel")}
      </button>
    </form>
  );
}

/** So long the last failure stays in front; the timeline has it for good. */
const shownMs = 600_000;

function Failed({ call, line }: { readonly call: CarCall | undefined; readonly line: CarLine | undefined }) {
  const now = useNow();
  if (call?.status !== "failed" || call.reason === "given-up" || call.endedAt === null) return null;
  if (now - call.endedAt > shownMs) return null;
  const number = line?.address ?? null;
  return (
    <p className="car-call-failed" role="alert" data-testid="car-call-failed">
      {callFailure(call)} {number === null ? say("dial.none") : say("dial")}{" "}
      {number === null ? null : (
        <a className="sp-figures car-call-number" href={dialled(number)}>
          {number}
        </a>
      )}
    </p>
  );
}
