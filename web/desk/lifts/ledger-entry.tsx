import "./ledger.css";
import {
  correctionReasons,
  type LedgerEntry,
  ledgerKinds,
  type ShownEvidence,
} from "../../../src/rooms/lifts/contract.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/ledger-texts.ts";
import { say as sayList } from "../texts/list-texts.ts";
import { ledgerActor, ledgerBody } from "./ledger-words.ts";

/** A kind that nobody has given words shows its own name. */
export function kindText(kind: string): string {
  const words = ledgerKinds[kind];
  return words === undefined ? kind : language() === "en" ? words.en : words.zh;
}

type Props = { readonly entry: LedgerEntry; readonly onCorrect: (() => void) | undefined };

/** One thing that happened: when, what, on what evidence; struck through when another entry corrects it. */
export function LedgerLine({ entry, onCorrect }: Props) {
  const wrong = entry.correctedBy !== null;
  return (
    <li className={wrong ? "ledger-entry ledger-wrong" : "ledger-entry"} id={`entry-${entry.no}`}>
      <time className="sp-figures" dateTime={new Date(entry.doneAt).toISOString()}>
        {dayOrTime(entry.doneAt)}
      </time>
      <span>
        <strong>{kindText(entry.kind)}</strong> <span className="ledger-body">{bodyText(entry)}</span>
        {onCorrect === undefined ? null : (
          <button type="button" className="ledger-correct no-print" onClick={onCorrect}>
            {say("ledger.correct")}
          </button>
        )}
        <Notes entry={entry} />
      </span>
      <span
        className="timeline-actor"
        title={entry.actorName === null ? entry.actor : `${entry.actorName} ${entry.actor}`}
      >
        {ledgerActor(entry)}
      </span>
      <span className="sp-mono ledger-hash" title={`${sayList("ledger.hash")} ${entry.hash}`}>
        #{entry.no} {entry.hash.slice(0, 10)}
      </span>
    </li>
  );
}

/** What is to be said of the entry itself; its evidence to take, where the reader may have it. */
function Notes({ entry }: { readonly entry: LedgerEntry }) {
  const { liftId, no } = entry;
  const files = entry.evidence.map((each) => {
    const path = `/api/v1/lifts/${liftId}/ledger/${no}/evidence/${each.hash}`;
    return each.readable ? (
      <a key={each.hash} href={path} download={each.name ?? ""} data-testid="evidence">
        {evidenceText(each)}
      </a>
    ) : (
      <span key={each.hash}>{evidenceText(each)}</span>
    );
  });
  const notes = [...notesOf(entry).map((text) => <span key={text}>{text}</span>), ...files];
  if (notes.length === 0) return null;
  return <small className="ledger-note">{notes.flatMap((note, i) => (i === 0 ? [note] : [" · ", note]))}</small>;
}

function bodyText(entry: LedgerEntry): string {
  if (entry.kind !== "corrected") return ledgerBody(entry);
  const reason = correctionReasons.find(([code]) => code === entry.body.why);
  const why = reason === undefined ? String(entry.body.why) : language() === "en" ? reason[2] : reason[1];
  const text = say("ledger.corrects", { no: Number(entry.body.corrects), why });
  const time = entry.body.rightDoneAt;
  return typeof time === "number" ? `${text} · ${say("ledger.right-time", { time: formatDate(time) })}` : text;
}

const dayMs = 86_400_000;

/** Of what is old only the day is known: midnight in China says so. */
const dayOrTime = (at: number): string => ((at + 8 * 3_600_000) % dayMs === 0 ? formatDate(at) : formatDateTime(at));

function notesOf(entry: LedgerEntry): string[] {
  const late =
    entry.recordedAt - entry.doneAt > dayMs ? [say("ledger.late", { date: formatDate(entry.recordedAt) })] : [];
  const corrected = entry.correctedBy === null ? [] : [say("ledger.corrected-by", { no: entry.correctedBy })];
  return [...corrected, ...late];
}

const evidenceText = ({ name, hash, bytes }: ShownEvidence): string =>
  say("ledger.evidence", {
    name: name ?? say("ledger.evidence.unnamed"),
    hash: hash.slice(0, 12),
    size: Math.max(1, Math.round(bytes / 1_024)),
  });
