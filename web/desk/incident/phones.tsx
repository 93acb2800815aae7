import type { IncidentFile } from "../../../src/rooms/rescue/contract.ts";
import { say } from "../texts/incident-texts.ts";

/** Numbers of this incident, large enough to read into a telephone. */
export function Phones({ phones }: { readonly phones: IncidentFile["phones"] }) {
  if (phones.length === 0) return <p className="block-empty">{say("phones.empty")}</p>;
  // A crew that was asked twice has one telephone.
  const once = new Map(phones.map((each) => [`${each.role} ${each.who} ${each.phone}`, each]));
  return (
    <ul className="phones">
      {[...once].map(([key, each]) => (
        <li key={key} className="phone">
          <span className="phone-role">{say(`phones.${each.role}`)}</span>
          <span className="phone-who" title={each.who}>
            {each.who}
          </span>
          <a className="phone-number sp-figures" href={`tel:${each.phone}`}>
            {each.phone}
          </a>
        </li>
      ))}
    </ul>
  );
}
