import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import {
  formerKindIn,
  type LiftFile,
  type LiftParameter,
  liftParameters,
  parametersOf,
  toldParameters,
} from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { useRegions } from "../admin/use-regions.ts";
import { Copyable } from "../list/list-page.tsx";
import { say as sayEdit } from "../texts/lift-edit-texts.ts";
import { say as sayList } from "../texts/list-texts.ts";
import { say } from "../texts/register-texts.ts";
import { kindName } from "./lift-columns.tsx";
import { orderText, registrationName, sectorName, serviceText, signName } from "./state-words.ts";

type Fact = {
  readonly name: string;
  readonly value: ReactNode;
  /** Name of the register's field, where a person may have corrected it. */
  readonly field?: string;
};

const code = (text: string | null): ReactNode => (text === null ? null : <Copyable text={text} />);

/** Everything else that the register knows, by what one looks for; what it does not know is said to be not recorded. */
export function Facts({ file }: { readonly file: LiftFile }) {
  const regions = useRegions().data?.regions ?? [];
  const regionName = regions.find(({ code: each }) => each === file.lift.regionCode)?.name;
  const groups: readonly (readonly [string, readonly Fact[]])[] = [
    [say("file.identity"), codesOf(file)],
    [say("file.place"), placeOf(file, regionName)],
    [say("file.life"), lifeOf(file)],
    [say("file.parameters"), parameterFacts(file, parametersOf(file.lift.kind))],
    [sayEdit("file.told"), parameterFacts(file, toldParameters)],
  ];
  return (
    <section className="sheet-part" data-testid="facts">
      <h2 className="sheet-title">{sayList("lift.facts")}</h2>
      <div className="file-groups">
        {groups.map(([title, facts]) => (
          <div key={title} className="file-group">
            <h3>{title}</h3>
            <dl className="facts">
              {facts.map((fact) => (
                <OneFact key={fact.name} fact={fact} corrected={file.corrected.includes(fact.field ?? "")} />
              ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  );
}

function OneFact({ fact, corrected }: { readonly fact: Fact; readonly corrected: boolean }) {
  const known = fact.value !== null && fact.value !== "" && fact.value !== undefined;
  return (
    <div className="fact">
      <dt>{fact.name}</dt>
      <dd>
        {known ? fact.value : <span className="fact-unrecorded">{say("file.unrecorded")}</span>}
        {corrected ? (
          <span className="fact-corrected" title={say("file.corrected.title")}>
            {say("file.corrected")}
          </span>
        ) : null}
      </dd>
    </div>
  );
}

function codesOf(file: LiftFile): Fact[] {
  const { lift } = file;
  const page =
    file.pagePath === null ? null : (
      <a href={file.pagePath} target="_blank" rel="noreferrer">
        {file.pagePath.split("?")[0]}
      </a>
    );
  return [
    { name: say("fact.kind"), value: kindText(file), field: "kind" },
    { name: say("fact.rescue-code"), value: code(lift.rescueCode) },
    { name: say("fact.sign"), value: signName(file.sign) },
    { name: say("fact.registration-code"), value: code(file.registrationCode) },
    { name: say("fact.device-code"), value: code(file.deviceCode) },
    { name: say("fact.use-registration"), value: code(file.useRegistrationNo), field: "useRegistrationNo" },
    ...(file.localCode === null ? [] : [{ name: say("fact.local-code"), value: code(file.localCode) }]),
    { name: say("fact.maker"), value: file.maker },
    { name: say("fact.serial"), value: code(file.serialNumber) },
    ...(page === null ? [] : [{ name: say("fact.page"), value: page }]),
  ];
}

/** Today's kind, and the one of an older catalogue under which it was registered, as its papers still say. */
function kindText({ lift, parameters, registrationCode, deviceCode }: LiftFile): string {
  const kind = `${kindName(lift.kind)} ${lift.kind}`;
  const former = formerKindIn([parameters.registeredKind, registrationCode, deviceCode]);
  if (former === undefined) return kind;
  const { code: before, zh, en, until } = former;
  const name = language() === "en" ? en : zh;
  return `${kind} (${say("fact.kind.former", { code: before, name, until: until ?? "" })})`;
}

function placeOf(file: LiftFile, regionName: string | undefined): Fact[] {
  const { lift } = file;
  const { position } = lift;
  return [
    {
      name: say("fact.compound"),
      value: (
        <Link to="/lifts" search={{ site: file.siteId }} title={say("fact.compound.title")}>
          {file.compound}
        </Link>
      ),
      field: "compound",
    },
    { name: say("fact.building"), value: file.building, field: "building" },
    { name: say("fact.unit"), value: file.unit, field: "unit" },
    { name: say("fact.lift-no"), value: file.liftNo, field: "liftNo" },
    { name: say("fact.address"), value: lift.address, field: "address" },
    { name: say("fact.region"), value: <RegionOf code={lift.regionCode} name={regionName} />, field: "regionCode" },
    { name: say("fact.community"), value: file.community, field: "community" },
    {
      name: say("fact.sector"),
      value: lift.sector === "unknown" ? null : sectorName(lift.sector),
      field: "sector",
    },
    {
      name: say("fact.position"),
      value: position === null ? null : code(`${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}`),
      field: "lat",
    },
    { name: say("fact.access"), value: file.accessNote, field: "accessNote" },
    { name: say("fact.machine-room"), value: file.machineRoom, field: "machineRoom" },
    { name: say("fact.key"), value: file.keyPlace, field: "keyPlace" },
    { name: say("fact.power"), value: file.powerSupplyPoint, field: "powerSupplyPoint" },
    { name: say("fact.floors"), value: floorsText(file.floors), field: "floors" },
  ];
}

const RegionOf = ({ code: text, name }: { readonly code: string; readonly name: string | undefined }) => (
  <>
    {name} <Copyable text={text} />
  </>
);

const floorsText = (floors: readonly string[]): string | null =>
  floors.length === 0
    ? null
    : `${floors[0]} … ${floors.at(-1)} (${sayList("lift.floors.count", { count: floors.length })})`;

function lifeOf(file: LiftFile): Fact[] {
  const { lift, designLifeYears } = file;
  return [
    { name: sayEdit("fact.registration"), value: registrationName(lift.registration), field: "registration" },
    { name: sayEdit("fact.order"), value: orderText(file) },
    { name: sayEdit("fact.service"), value: serviceText(file) },
    { name: say("fact.made"), value: file.madeOn, field: "madeOn" },
    { name: say("fact.in-use"), value: inUseText(lift.inUseSince), field: "inUseSince" },
    {
      name: say("fact.design-life"),
      value: designLifeYears === null ? null : say("fact.years", { years: designLifeYears }),
      field: "designLifeYears",
    },
    { name: say("fact.warranty"), value: file.warrantyUntil, field: "warrantyUntil" },
    { name: say("fact.inspection"), value: lift.nextInspectionDue, field: "nextInspectionDue" },
    { name: say("fact.testing"), value: file.nextTestingDue, field: "nextTestingDue" },
    { name: say("fact.registered"), value: formatDate(file.registeredHereAt) },
  ];
}

const yearMs = 365.2425 * 86_400_000;
const inUseText = (since: string | null): string | null =>
  since === null
    ? null
    : `${since} (${say("fact.age", { years: Math.max(0, Math.floor((serverNow() - Date.parse(since)) / yearMs)) })})`;

function parameterFacts(file: LiftFile, names: readonly LiftParameter[]): Fact[] {
  const english = language() === "en";
  return names.map((name) => {
    const { zh, en, unit } = liftParameters[name];
    const value = file.parameters[name];
    return {
      name: english ? en : zh,
      value: value === undefined ? null : `${value}${unit === null ? "" : ` ${unit}`}`,
      field: name,
    };
  });
}
