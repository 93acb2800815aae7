import "./chat-pane.css";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ChatThread, DeskChat, DeskChatLine } from "../../../../src/rooms/rescue/contract/chat.ts";
import type { IncidentRow } from "../../../../src/rooms/rescue/contract.ts";
import { sendJson } from "../../../ui/api.ts";
import { formatTimeOfDay } from "../../../ui/format-time.ts";
import { permits } from "../../../ui/session.ts";
import { useMe } from "../../queries.ts";
import { quickAnswers, say } from "../../texts/chat-texts.ts";
import { useCommand } from "../use-command.ts";
import { chatQuery } from "./chat-query.ts";

/** Text with who is in the car: for who cannot speak, or where the voice does not get through. */
export function ChatPane({ row }: { readonly row: IncidentRow }) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const chat = useQuery(chatQuery(row.id, row.chat.last, dispatches));
  const [to, setTo] = useState<string | null>(null);
  useReadMark(row, dispatches ? chat.data : undefined);
  if (!dispatches) return null;
  const { lines = [], threads = [] } = chat.data ?? {};
  return (
    <div className="chat" data-testid="chat">
      {lines.length === 0 ? <p className="block-empty">{say("empty")}</p> : <Lines lines={lines} threads={threads} />}
      {row.closedAt === null ? (
        <Writing row={row} threads={threads} to={to} onTo={setTo} />
      ) : (
        <p className="block-empty">{say("over")}</p>
      )}
      <p className="chat-mark">{say("mark")}</p>
    </div>
  );
}

/** What stands before somebody's eyes is read; a page in the background reads nothing. */
function useReadMark(row: IncidentRow, chat: DeskChat | undefined): void {
  const last = chat?.lines.at(-1)?.no ?? 0;
  const [focused, setFocused] = useState(() => document.hasFocus());
  useEffect(() => {
    const look = (): void => setFocused(document.hasFocus());
    for (const name of ["focus", "blur"] as const) window.addEventListener(name, look);
    return () => {
      for (const name of ["focus", "blur"] as const) window.removeEventListener(name, look);
    };
  }, []);
  useEffect(() => {
    if (row.chat.unread === 0 || last === 0 || !focused) return;
    // The mark is no command: should it be lost, the next line sets it.
    sendJson("POST", `/api/v1/incidents/${row.id}/chat/read`, { upTo: last }).catch(() => undefined);
  }, [row.id, row.chat.unread, last, focused]);
}

const nameOf = (thread: ChatThread): string => {
  if (thread.rights === "typed") return say("to.typed", { no: thread.no });
  return thread.no === 1 ? say("to.sign") : say("to.sign.more", { no: thread.no });
};

type LinesProps = { readonly lines: readonly DeskChatLine[]; readonly threads: readonly ChatThread[] };

function Lines({ lines, threads }: LinesProps) {
  const list = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.no;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line is brought into sight
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  const whoOf = ({ from, author, thread }: DeskChatLine): string => {
    const named = threads.find((each) => each.id === thread);
    const other = named === undefined ? say("to.all") : nameOf(named);
    return from === "car" ? other : `${say("from.desk", { name: author ?? "" })} → ${other}`;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by the keyboard
    <div className="chat-lines" ref={list} role="log" tabIndex={0} aria-label={say("tab")}>
      {lines.map((line) => (
        <div key={line.id} className={`chat-line chat-line--${line.from}`}>
          <span className="chat-who">
            {whoOf(line)} <time className="sp-figures">{formatTimeOfDay(line.at)}</time>
          </span>
          <span className="chat-text">{line.text}</span>
        </div>
      ))}
    </div>
  );
}

type WritingProps = {
  readonly row: IncidentRow;
  readonly threads: readonly ChatThread[];
  readonly to: string | null;
  readonly onTo: (thread: string | null) => void;
};

function Writing({ row, threads, to, onTo }: WritingProps) {
  const [text, setText] = useState("");
  const command = useCommand(row.id);
  const send = async (words: string): Promise<boolean> =>
    words.trim() !== "" && command.send("chat", { text: words.trim(), to });
  return (
    <form
      className="chat-write"
      onSubmit={(event) => {
        event.preventDefault();
        void send(text).then((done) => done && setText(""));
      }}
    >
      <QuickAnswers busy={command.busy} onSend={(words) => void send(words)} />
      {threads.length > 1 ? <Recipient threads={threads} to={to} onTo={onTo} /> : null}
      <div className="chat-row">
        <input
          id="chat-text"
          className="text-input"
          aria-label={say("write")}
          placeholder={say("write")}
          maxLength={500}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid="chat-text"
        />
        <button type="submit" className="plain-button" disabled={command.busy} data-testid="chat-send">
          {say("send")}
        </button>
      </div>
      {command.failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {command.failure}
        </p>
      )}
    </form>
  );
}

type QuickProps = { readonly busy: boolean; readonly onSend: (words: string) => void };

const QuickAnswers = ({ busy, onSend }: QuickProps) => (
  <fieldset className="chat-quick" aria-label={say("quick")}>
    {quickAnswers.map(([short, whole]) => (
      <button key={short} type="button" className="tool" title={whole} disabled={busy} onClick={() => onSend(whole)}>
        {short}
      </button>
    ))}
  </fieldset>
);

const Recipient = ({ threads, to, onTo }: Omit<WritingProps, "row">) => (
  <label className="chat-to">
    {say("to")}
    <select className="text-input" value={to ?? ""} onChange={(event) => onTo(event.target.value || null)}>
      <option value="">{say("to.all")}</option>
      {threads.map((thread) => (
        <option key={thread.id} value={thread.id}>
          {nameOf(thread)}
        </option>
      ))}
    </select>
  </label>
);
