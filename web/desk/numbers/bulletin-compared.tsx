import type { Bulletin, BulletinFigure } from "../../../src/rooms/rescue/contract/bulletin.ts";
import { changeText } from "../../../src/rooms/rescue/contract/bulletin-change.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/bulletin-texts.ts";

type Compared = NonNullable<Bulletin["compared"]>;
type Props = { readonly compared: Compared; readonly figures: readonly BulletinFigure[] };

const others = ["before", "yearBefore"] as const;

/** The main figures beside the month before and the same month a year before. */
export function BulletinComparedPart({ compared, figures }: Props) {
  const rows = compared.names.flatMap((name) => figures.filter((figure) => figure.name === name));
  return (
    <section className="sheet-part" data-testid="bulletin-compared">
      <h2 className="sheet-title">
        {say("compared")} <span className="sheet-note">{notesOf(compared).join(say("compared.and"))}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it is scrolled, by keys too. */}
      <section className="bulletin-compared" aria-label={say("compared")} tabIndex={0}>
        <table className="bars bulletin-rows">
          <thead>
            <tr>
              <th scope="col">{say("item")}</th>
              <th scope="col" className="right">
                {say("compared.now")}
              </th>
              {others.flatMap((other) => [
                <th key={other} scope="col" className="right">
                  {say(`compared.${other}`)}
                </th>,
                <th key={`${other}-change`} scope="col" className="right">
                  {say(`compared.${other}.change`)}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {rows.map((figure) => (
              <Row key={figure.name} figure={figure} compared={compared} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

type RowProps = { readonly figure: BulletinFigure; readonly compared: Compared };

function Row({ figure, compared }: RowProps) {
  const { name, zh, en, value, unit } = figure;
  return (
    <tr data-testid={`compared-${name}`}>
      <th scope="row">{language() === "en" ? en : zh}</th>
      <td className="right sp-figures">{valueText(value, unit)}</td>
      {others.flatMap((other) => {
        const change = compared[other].changes[name] ?? { value: null, difference: null, percent: null };
        return [
          <td key={other} className="right sp-figures">
            {valueText(change.value, unit)}
          </td>,
          <td key={`${other}-change`} className="right sp-figures">
            {changeText(change, unit, { points: say("compared.points"), minutes: say("compared.minutes") })}
          </td>,
        ];
      })}
    </tr>
  );
}

/** What makes a comparison lame is said beside it. */
function notesOf(compared: Compared): string[] {
  return [
    ...(compared.running ? [say("compared.running")] : []),
    ...others.flatMap((other) =>
      compared[other].known === "full"
        ? []
        : [say(`compared.${compared[other].known}`, { month: say(`compared.${other}`) })],
    ),
  ];
}

const valueText = (value: number | null, unit: BulletinFigure["unit"]): string => {
  if (value === null) return "—";
  if (unit === "percent" || unit === "minutes") return `${value.toFixed(2)} ${say(`compared.${unit}`)}`;
  return `${formatCount(value)} ${say(`compared.${unit}`)}`.trim();
};
