import type { Storm } from "../../../src/rooms/rescue/contract/storms.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/storm-texts.ts";

const shownMax = 6;

/** Each crew: where it is, and where it goes next. */
export function StormTours({ storm }: { readonly storm: Storm }) {
  return (
    <div className="storm-tours">
      <h3 className="block-title">{say("tours.title")}</h3>
      {storm.tours.length === 0 ? <p className="block-empty">{say("tours.none")}</p> : null}
      <ul>
        {storm.tours.map((tour) => (
          <li key={tour.crewId} className="storm-tour" data-testid="storm-tour">
            <p>
              <strong>{tour.crew}</strong>{" "}
              {tour.lentFrom === null ? null : (
                <em className="tag" data-testid="storm-lent">
                  {say("tour.lent", { from: tour.lentFrom })}
                </em>
              )}{" "}
              <span className="storm-quiet">{tour.organisation}</span>
            </p>
            <p>{tour.now === null ? say("tour.idle") : say("tour.now", { place: tour.now })}</p>
            <ol>
              {tour.stops.slice(0, shownMax).map(({ incidentId, place, outAt }) => (
                <li key={incidentId} title={place}>
                  <span className="sp-figures">{formatTimeOfDay(outAt)}</span> {place}
                </li>
              ))}
            </ol>
            {tour.stops.length > shownMax ? <p className="storm-quiet">+{tour.stops.length - shownMax}</p> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
