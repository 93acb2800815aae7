import { word } from "../../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/desk-texts.ts";
import { urgencies } from "./urgency-list.ts";

const signs = [
  ["crew", "M6 6h14v14H6z"],
  ["station", "M13 3.5 21.5 10v11.5h-17V10z"],
] as const;

/** What the signs mean; folded away until somebody asks. */
export const MapLegend = () => (
  <details className="map-legend">
    <summary>{say("map.legend")}</summary>
    <ul>
      {[...urgencies].reverse().map((urgency) => (
        <li key={urgency}>
          <UrgencyMark urgency={urgency} />
        </li>
      ))}
      {signs.map(([name, path]) => (
        <li key={name}>
          <svg width="16" height="16" viewBox="0 0 26 26" aria-hidden="true">
            <path d={path} fill="var(--sp-text-2)" />
          </svg>
          {say(`map.legend.${name}`)}
        </li>
      ))}
      <li>
        <svg width="16" height="16" viewBox="0 0 26 26" aria-hidden="true">
          <circle cx="13" cy="13" r="5" fill="var(--sp-line-strong)" />
        </svg>
        {say("map.legend.lift")}
      </li>
      <li>
        <span className="map-legend-line" /> {say("map.legend.route")}
      </li>
      <li>
        <span className="map-legend-line map-legend-line--estimate" /> {say("map.legend.route")} (
        {word("eta.straight-line")})
      </li>
    </ul>
  </details>
);
