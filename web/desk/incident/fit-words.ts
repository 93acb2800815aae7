import type { Why } from "../../../src/rooms/rescue/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/crew-texts.ts";

/** How a crew fits the lift, factor by factor; nothing where nobody has written anything down. */
export function fitWords(fit: Why["fit"]): string[] {
  if (fit === undefined) return [];
  const comma = language() === "en" ? ", " : "、";
  const lacks = fit.unfit.map((name) => say(`fit.${name}`)).join(comma);
  const ok = fit.factors.filter(({ state }) => state === "ok").map(({ name }) => say(`ok.${name}`));
  const ranks = fit.factors.flatMap(({ name, seconds }) =>
    (name === "brand" || name === "kit") && seconds > 0
      ? [say(`fit.${name}`, { minutes: Math.round(seconds / 6) / 10 })]
      : [],
  );
  return [
    ...(lacks === "" ? [] : [say(fit.exception ? "fit.exception" : "fit.lacks", { lacks })]),
    ...(fit.passedOver > 0 ? [say("fit.passed", { count: fit.passedOver })] : []),
    ...ranks,
    ...(ok.length === 0 ? [] : [say("fit.ok", { list: ok.join(comma) })]),
  ];
}
