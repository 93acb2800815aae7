import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DutyLabels, Neutral } from "../../src/rooms/duties/index.ts";

/** A document with its labels, for tests and the bench. */
export type LabelledDocument = { readonly name: string; readonly text: string; readonly labels: DutyLabels };

const read = (texts: string, labels: string): readonly LabelledDocument[] =>
  readdirSync(labels)
    .filter((file) => file.endsWith(".gold.json"))
    .toSorted()
    .map((file) => {
      const gold = JSON.parse(readFileSync(join(labels, file), "utf8")) as DutyLabels;
      return {
        name: file.replace(".gold.json", ""),
        text: readFileSync(join(texts, gold.source), "utf8"),
        labels: gold,
      };
    });

const composed = join(import.meta.dirname, "../../src/rooms/duties/composed");

/** Documents of invented places, in the repository. */
export const composedDocuments = (): readonly LabelledDocument[] => read(composed, composed);

/** The five founding documents are not the project's to give away: they lie in the folder SP_SHARED, beside the checkout. */
const policiesFolder = join(resolve(process.env.SP_SHARED ?? "../shared"), "policies");
export const hasFoundingDocuments = existsSync(join(policiesFolder, "gold"));

export const foundingDocuments = (): readonly LabelledDocument[] =>
  hasFoundingDocuments ? read(policiesFolder, join(policiesFolder, "gold")) : [];

export const nearMisses = (): readonly Neutral[] =>
  hasFoundingDocuments
    ? (JSON.parse(readFileSync(join(policiesFolder, "gold", "neutral.json"), "utf8")) as Neutral[])
    : [];
