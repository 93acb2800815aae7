import { Link } from "@tanstack/react-router";
import { say } from "../texts/audit-texts.ts";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
type Page = (id: string, text: string) => React.ReactNode;

/** Things that have a page of their own. */
const pages: readonly (readonly [RegExp, Parameters<typeof say>[0], Page | undefined])[] = [
  [
    new RegExp(`^lifts?/(${uuid})$`),
    "target.lift",
    (liftId, text) => (
      <Link to="/lifts/$liftId" params={{ liftId }}>
        {text}
      </Link>
    ),
  ],
  [
    new RegExp(`^identity/organisation/(${uuid})$`),
    "target.organisation",
    (organisationId, text) => (
      <Link to="/people/organisations/$organisationId" params={{ organisationId }}>
        {text}
      </Link>
    ),
  ],
  [
    new RegExp(`^identity/person/(${uuid})$`),
    "target.person",
    (personId, text) => (
      <Link to="/people/$personId" params={{ personId }}>
        {text}
      </Link>
    ),
  ],
  [
    new RegExp(`^rescue/(${uuid})$`),
    "target.incident",
    (incidentId, text) => (
      <Link to="/incidents/$incidentId" params={{ incidentId }}>
        {text}
      </Link>
    ),
  ],
  [new RegExp(`^imports/(${uuid})$`), "target.import", undefined],
  [new RegExp(`^identity/account/(${uuid})$`), "target.account", undefined],
  [new RegExp(`^identity/invitation/(${uuid})$`), "target.invitation", undefined],
  [new RegExp(`^gateways/(${uuid})$`), "target.gateway", undefined],
  [new RegExp(`^gap/(${uuid})$`), "target.gap", undefined],
  [new RegExp(`^notice/(${uuid})$`), "target.notice", undefined],
  [/^platform\/backup\/(.+)$/, "target.backup", undefined],
  [/^lifts\/(\d+)$/, "target.lifts", undefined],
  [/^lifts\/checkpoint-(\d+)$/, "target.checkpoint", undefined],
  [/^identity\/role\/(.+)$/, "target.role", undefined],
];

type Named = { readonly text: string; readonly id: string; readonly page: Page | undefined };

/** A target in words, with the part that names it; one that nobody has words for stands as it is. */
export function targetOf(target: string): Named {
  for (const [shape, words, page] of pages) {
    const id = shape.exec(target)?.[1];
    if (id !== undefined) return { text: say(words, { id: id.length === 36 ? id.slice(-6) : id }), id, page };
  }
  return { text: target, id: target, page: undefined };
}

type Props = { readonly target: string; readonly onOnly: (part: string) => void };

/** To what it was done, as a link where it has a page, and a button that leaves only what was done to it. */
export function Target({ target, onOnly }: Props) {
  const { text, id, page } = targetOf(target);
  return (
    <span className="audit-target" title={target}>
      {page === undefined ? text : page(id, text)}
      <button type="button" className="copy no-print" onClick={() => onOnly(id)} title={say("target.only")}>
        {say("target.only.short")}
      </button>
    </span>
  );
}
