import {
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
import { language } from "../../ui/texts/language.ts";

type Words = { readonly zh: string; readonly en: string };
const own = (words: Words): string => (language() === "en" ? words.en : words.zh);

export const registrationName = (state: Registration): string => own(registrationNames[state]);
export const orderName = (state: OrderInForce): string => own(orderNames[state]);
export const serviceName = (state: Service): string => own(serviceNames[state]);
export const signName = (state: Sign): string => own(signNames[state]);
export const sectorName = (sector: keyof typeof sectorNames): string => own(sectorNames[sector]);
