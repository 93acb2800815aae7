import type { ImportForm } from "../../../platform/imports/import-form.ts";
import { liftFields } from "./lift-fields.ts";
import { liftWords } from "./lift-form-words.ts";

/** Registers of lifts: what is imported, and by which module. */
export const liftImportForm: ImportForm = {
  name: "lifts",
  zh: "电梯登记册",
  en: "register of lifts",
  fields: liftFields,
  keyFields: ["register_code", "device_code", "serial_number", "use_registration_no", "local_code"],
  words: liftWords,
  work: new URL("./lift-import-work.ts", import.meta.url).href,
};
