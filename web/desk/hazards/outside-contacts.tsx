import type { IncidentFile } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/hazard-texts.ts";

type Contact = {
  readonly key: string;
  readonly service: string;
  readonly spoke: string | null;
  readonly phone: string | null;
  readonly at: number;
};

/** Who spoke at 110, 119, 120 or 12345, and how to call them back: those who handed over, and those who were called. */
export function OutsideContacts({ file }: { readonly file: IncidentFile }) {
  const handed = file.alarms.flatMap(({ handedOver, alarmKey, at }): Contact[] =>
    handedOver === null ? [] : [{ ...handedOver, key: alarmKey, at }],
  );
  const called = file.outsideContacts.map((each): Contact => ({ ...each, key: `${each.service} ${each.at}` }));
  const contacts = [...handed, ...called].filter(({ spoke, phone }) => spoke !== null || phone !== null);
  if (contacts.length === 0) return null;
  return (
    <>
      <h4 className="block-title">{say("contacts.title")}</h4>
      <ul className="phones" data-testid="outside-contacts">
        {contacts.map(({ key, service, spoke, phone, at }) => (
          <li key={key} className="phone">
            <span className="phone-role">{service}</span>
            <span className="phone-who">
              {spoke} <span className="sp-figures">{formatTimeOfDay(at)}</span>
            </span>
            {phone === null ? null : (
              <a className="phone-number sp-figures" href={`tel:${phone}`}>
                {phone}
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
