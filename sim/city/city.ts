import type { Position } from "../../src/kernel/coordinates.ts";
import type { OrganisationKind } from "../../src/rooms/identity/contract.ts";
import type { LiftKind, LiftSector, PartyRole, Registration } from "../../src/rooms/lifts/contract.ts";

/** A simulated city, as its register would say it. People, firms, codes and telephone numbers are invented. */
export type City = {
  readonly name: string;
  /** What must be said wherever the city is shown: that it is invented, and whose map data it stands on. */
  readonly remarks: readonly { readonly zh: string; readonly en: string }[];
  readonly regions: readonly Region[];
  readonly organisations: readonly Organisation[];
  readonly lifts: readonly CityLift[];
  readonly crews: readonly CityCrew[];
};

export type Region = { readonly code: string; readonly name: string; readonly parent: string };

export type Organisation = {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly region: string;
  readonly dutyPhone: string | null;
};

export type Party = { readonly role: PartyRole; readonly organisation: string; readonly dutyPhone: string | null };

export type CityLift = {
  readonly registerCode: string;
  readonly deviceCode: string;
  readonly makerCode: string;
  readonly serialNumber: string;
  readonly rescueCode: string;
  readonly kind: LiftKind;
  readonly compound: string;
  readonly building: string;
  readonly entrance: string;
  readonly liftNo: string;
  readonly address: string;
  readonly region: string;
  readonly position: Position;
  /** Names of the floors from the lowest up. */
  readonly floors: readonly string[];
  readonly parties: readonly Party[];
  readonly sector: LiftSector;
  readonly community: string;
  readonly papers: LiftPapers;
  /** Older devices cannot tell whether somebody is in the car. */
  readonly passengerSensor: boolean;
};

/** What the papers of a lift say. Days are counted from 1970-01-01, null where the register does not know. */
export type LiftPapers = {
  readonly useRegistrationNo: string;
  readonly registration: Registration;
  readonly madeOn: number;
  readonly inUseSince: number;
  readonly designLifeYears: number | null;
  readonly warrantyUntil: number | null;
  readonly nextInspectionDue: number;
  readonly nextTestingDue: number | null;
  readonly model: string;
  /** kg; 0 for escalators. */
  readonly ratedLoad: number;
  /** m/s */
  readonly ratedSpeed: number;
  /** m */
  readonly travelHeight: number;
  readonly safetyOfficer: string;
  readonly safetyOfficerPhone: string;
  readonly maintenanceFrom: number;
  readonly maintenanceTo: number;
  readonly accessNote: string;
  readonly machineRoom: string;
  readonly keyPlace: string;
};

export type CityCrew = {
  readonly code: string;
  readonly organisation: string;
  readonly name: string;
  readonly kind: "unit" | "station";
  readonly travel: "car" | "e-bike";
  readonly phone: string;
  readonly base: Position;
};

/** One building with its lifts, before firms are drawn for it. */
export type Tower = {
  readonly sector: LiftSector;
  readonly community: string;
  readonly compound: string;
  readonly building: string;
  readonly address: string;
  readonly region: string;
  readonly position: Position;
  /** Floors above ground. */
  readonly floors: number;
  readonly basements: number;
  readonly entrances: number;
  readonly liftsPerEntrance: number;
  readonly escalators: number;
};

/** The ground that a city stands on: its sites in drawn order, each as its towers, and where crews may be based. */
export type Ground = {
  readonly name: string;
  readonly remarks: City["remarks"];
  readonly regions: readonly Region[];
  readonly centreRegion: string;
  /** On real ground: region digits in 注册代码, of the same city but of no district of it, so that no real lift has such a code. */
  readonly codeRegion?: string;
  readonly sites: Iterable<readonly Tower[]>;
  readonly crewArea: { readonly west: number; readonly south: number; readonly east: number; readonly north: number };
};
