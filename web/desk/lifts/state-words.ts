import { capacityNames, type UseUnitCapacity } from "../../../src/rooms/lifts/contract/use-unit-capacity.ts";
import {
  type LiftFile,
  type OrderInForce,
  orderNames,
  type Registration,
  registrationNames,
  type Service,
  type Sign,
  sectorNames,
  serviceNames,
  signNames,
} from "../../../src/rooms/lifts/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/lift-edit-texts.ts";

type Words = { readonly zh: string; readonly en: string };
const own = (words: Words): string => (language() === "en" ? words.en : words.zh);

export const registrationName = (state: Registration): string => own(registrationNames[state]);
export const orderName = (state: OrderInForce): string => own(orderNames[state]);
export const serviceName = (state: Service): string => own(serviceNames[state]);
/** In which capacity a use unit answers. */
export const capacityName = (capacity: UseUnitCapacity): string => own(capacityNames[capacity]);
export const signName = (state: Sign): string => own(signNames[state]);
export const sectorName = (sector: keyof typeof sectorNames): string => own(sectorNames[sector]);

/** The order in force with its paper and day, as far as they are recorded here. */
export function orderText({ lift, orderNote: note }: LiftFile): string {
  const state = orderName(lift.orderInForce);
  return note === null ? state : say("state.on-paper", { state, paper: note.paper, date: formatDate(note.since) });
}

/** The service, and since when and why a lift does not run. */
export function serviceText({ lift, serviceNote: note }: LiftFile): string {
  const state = serviceName(lift.service);
  return note === null ? state : say("state.since", { state, date: formatDate(note.since), reason: note.reason });
}
