import { v7 } from "uuid";

declare const brand: unique symbol;
/** A string that may not be mistaken for another kind of id. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** A new id that sorts by its time of birth (UUID version 7, made here because older servers cannot). */
export const newId = <Kind extends string>(): Id<Kind> => v7() as Id<Kind>;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Reads an id from outside; undefined when it has not the shape of one. */
export const parseId = <Kind extends string>(text: string): Id<Kind> | undefined =>
  uuidShape.test(text) ? (text as Id<Kind>) : undefined;

export type LiftId = Id<"lift">;
export type OrganisationId = Id<"organisation">;
export type PersonId = Id<"person">;
export type CrewId = Id<"crew">;
export type IncidentId = Id<"incident">;
export type AskId = Id<"ask">;
