import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { say } from "../texts/list-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { capacityName } from "./state-words.ts";

type Party = LiftFile["parties"][number];
const order: readonly Party["role"][] = ["use-unit", "maintenance", "owner", "installer", "maker"];

/** Who answers today, in the order in which one calls them; who did before, below. */
export function Parties({ parties }: { readonly parties: readonly Party[] }) {
  const today = formatDate(serverNow());
  const sorted = [...parties].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  const current = sorted.filter((party) => party.from <= today && (party.to === null || party.to >= today));
  const coming = sorted.filter((party) => party.from > today);
  const others = sorted.filter((party) => !current.includes(party) && !coming.includes(party));
  return (
    <section className="sheet-part" data-testid="parties">
      <h2 className="sheet-title">{say("lift.answers")}</h2>
      {current.length === 0 ? <p className="block-empty">{say("lift.answers.none")}</p> : null}
      {current.map((party) => (
        <p key={`${party.role} ${party.organisationId}`} className="party">
          <span className="party-role">{say(`party.${party.role}`)}</span>
          <span className="party-name">
            <strong>{party.name}</strong>
            <PartyNotes party={party} />
          </span>
          {party.dutyPhone === null ? null : (
            <a href={`tel:${party.dutyPhone}`} className="phone-number sp-figures" title={say("party.phone")}>
              {party.dutyPhone}
            </a>
          )}
        </p>
      ))}
      {coming.map((party) => (
        <p key={`${party.role} ${party.organisationId} ${party.from}`} className="party">
          <span className="party-role">{say(`party.${party.role}`)}</span>
          <span className="party-name">{sayRegister("party.coming", { name: party.name, from: party.from })}</span>
        </p>
      ))}
      {others.length === 0 ? null : (
        <details className="party-former">
          <summary>{say("lift.former")}</summary>
          {others.map((party) => (
            <p key={`${party.role} ${party.organisationId} ${party.from}`} className="party">
              <span className="party-role">{say(`party.${party.role}`)}</span>
              <span className="party-name">
                {party.name}
                <small>
                  {[spanText(party), party.capacity === null ? null : capacityName(party.capacity)]
                    .filter((note) => note !== null)
                    .join(" · ")}
                </small>
              </span>
            </p>
          ))}
        </details>
      )}
    </section>
  );
}

/** Since when, where somebody said so: a day that the period only had to have is not shown as one. */
function sinceText({ from, fromStated, toldOn }: Party): string {
  if (fromStated) return say("party.since", { from });
  return toldOn === null ? sayRegister("party.from-unrecorded") : sayRegister("party.from-told", { day: toldOn });
}

function spanText(party: Party): string {
  const { from, to, fromStated } = party;
  if (to === null) return sinceText(party);
  return fromStated ? say("party.span", { from, to }) : `${sinceText(party)} ${sayRegister("party.until", { to })}`;
}

/** Since when it serves, in which capacity, on what paper it stands, the safety officer by name, and where the use unit is to be found. */
function PartyNotes({ party }: { readonly party: Party }) {
  const notes = [
    sinceText(party),
    party.capacity === null ? null : capacityName(party.capacity),
    party.safetyOfficer === "" ? null : sayRegister("party.officer-named", { name: party.safetyOfficer }),
    party.paper === "" ? null : sayRegister("party.paper-named", { paper: party.paper }),
    party.role === "use-unit" && party.address !== null ? [party.address, party.postcode ?? ""].join(" ").trim() : null,
  ].filter((note) => note !== null);
  return <small>{notes.join(" · ")}</small>;
}
