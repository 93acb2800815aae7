import { formatSpan } from "../ui/format-duration.ts";
import type { LiveState } from "../ui/live.ts";
import { useNow } from "../ui/use-now.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { t } from "./texts.ts";

type Props = {
  readonly name: string;
  readonly live: LiveState;
  readonly outbox: Outbox;
  readonly entries: readonly OutboxEntry[];
  /** How many photos wait beside them. */
  readonly photos: number;
};

/** Who this phone is, what is not yet sent (with a small clock), and how old the picture is when the line is cut. */
export function FieldHead({ name, live, outbox, entries, photos }: Props) {
  useNow();
  const waiting = entries.filter((each) => each.status === "waiting" && each.kind !== "seen").length + photos;
  const refused = entries.filter((each) => each.status === "refused" && each.kind !== "seen");
  return (
    <header className="head">
      <div className="head__row">
        <strong className="head__name">{name}</strong>
        {waiting > 0 && (
          <span className="head__waiting" role="status" data-testid="outbox-waiting">
            <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true">
              <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="2" />
              <path d="M10 5.5V10l3 2" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
            </svg>
            {t("outbox.waiting", { count: waiting })}
          </span>
        )}
        <LanguageSwitch />
      </div>
      {live.status === "lost" && (
        <p className="head__lost" role="status" data-testid="connection-lost">
          {live.confirmedAt === null
            ? t("line.lost-new")
            : t("line.lost", { age: formatSpan((Date.now() - live.confirmedAt) / 1_000) })}
        </p>
      )}
      {refused.map((each) => (
        <p key={each.key} className="problem head__problem" role="alert" data-testid="outbox-refused">
          <span>
            <strong>{t("outbox.refused", { kind: t(`kind.${each.kind}`) })}</strong> {each.problem}
          </span>
          <button type="button" className="button" onClick={() => outbox.dismiss(each.key)}>
            {t("outbox.dismiss")}
          </button>
        </p>
      ))}
    </header>
  );
}
