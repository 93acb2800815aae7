import { type RegisterColumn, registerRowsOf } from "../registers/register-rows.ts";
import type { City } from "./city.ts";

/** The city as texts of the platform's own import forms, in the order in which they must be imported. */
export type CityCsv = readonly {
  readonly form: "regions" | "organisations" | "lifts" | "parties" | "crews";
  readonly csv: string;
}[];

/** `since` is the day from which the parties serve, YYYY-MM-DD. */
export function cityCsv(city: City, since: string): CityCsv {
  return [
    {
      form: "regions",
      csv: table(
        "code,name,parent",
        city.regions.map((r) => [r.code, r.name, r.parent]),
      ),
    },
    {
      form: "organisations",
      csv: table(
        "code,name,kind,region,duty_phone",
        city.organisations.map((o) => [o.code, o.name, o.kind, o.region, o.dutyPhone ?? ""]),
      ),
    },
    {
      form: "lifts",
      csv: table(
        liftColumns.join(","),
        registerRowsOf(city, { whole: true }).map((row) => liftColumns.map((column) => row[column])),
      ),
    },
    {
      form: "parties",
      csv: table(
        "lift_code,role,organisation_code,from,to,duty_phone",
        city.lifts.flatMap((lift) =>
          lift.parties.map((p) => [lift.registerCode, p.role, p.organisation, since, "", p.dutyPhone ?? ""]),
        ),
      ),
    },
    {
      form: "crews",
      csv: table(
        "code,organisation_code,name,kind,travel,phone,lat,lon",
        city.crews.map((c) => [
          c.code,
          c.organisation,
          c.name,
          c.kind,
          c.travel,
          c.phone,
          degrees(c.base.lat),
          degrees(c.base.lon),
        ]),
      ),
    },
  ];
}

/** What the small form takes; the form of a whole register takes the parties and parameters too. */
const liftColumns: readonly RegisterColumn[] = [
  "register_code",
  "device_code",
  "maker_code",
  "serial_number",
  "rescue_code",
  "sign_state",
  "use_registration_no",
  "kind",
  "compound",
  "building",
  "unit",
  "lift_no",
  "address",
  "region",
  "sector",
  "community",
  "access_note",
  "machine_room",
  "key_place",
  "lat",
  "lon",
  "floors",
  "made_on",
  "in_use_since",
  "design_life_years",
  "warranty_until",
  "registration",
  "next_inspection_due",
  "next_testing_due",
];

const degrees = (value: number): string => value.toFixed(6);

const table = (head: string, rows: readonly (readonly string[])[]): string =>
  `${head}\n${rows.map((row) => row.map(cell).join(",")).join("\n")}\n`;

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
