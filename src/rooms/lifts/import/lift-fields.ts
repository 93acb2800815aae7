import type { ImportField } from "../../../platform/imports/import-form.ts";
import { parameterFields, storeysField } from "./parameter-fields.ts";
import { partyFields } from "./party-fields.ts";
import { placeFields } from "./place-fields.ts";

/** The columns of the lifts form in the order in which the reader gets its cells. */
export const liftFields: readonly ImportField[] = [...placeFields, ...partyFields, ...parameterFields, storeysField];
