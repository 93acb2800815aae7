import type { Position } from "../../../kernel/coordinates.ts";
import { checkPageToken } from "../../lifts/index.ts";
import { sameCode, scannedCode } from "../contract/scanned-code.ts";
import type { ArrivalFacts } from "../model/arrival-proof.ts";
import type { RescueMeans } from "../rescue-means.ts";
import type { AskOfCrew } from "../views/ask-of-crew.ts";
import { placeOfAsk } from "../views/place-of-ask.ts";

/** What a phone sends with an arrival, as proof. */
export type SentProof = {
  readonly position: Position | null;
  readonly accuracyMetres?: number | null | undefined;
  readonly scan?: string | null | undefined;
  readonly code?: string | null | undefined;
};

/** Holds what was scanned or typed against the register; a code without its long token was typed, whoever printed it. */
export async function arrivalFacts(means: RescueMeans, ask: AskOfCrew, sent: SentProof): Promise<ArrivalFacts> {
  const { db } = means.database;
  const { rescueCode, radiusMetres } = await placeOfAsk(db, ask, means.clock.now());
  const seen = sent.scan == null ? null : scannedCode(sent.scan);
  const isHere = (code: string): boolean => rescueCode !== null && sameCode(code, rescueCode);
  const withToken =
    seen?.token != null && isHere(seen.code) && (await checkPageToken(db, rescueCode ?? "", seen.token));
  const typed = sent.code ?? (seen !== null && !withToken ? seen.code : null);
  return {
    scanned: withToken ? true : seen !== null && !isHere(seen.code) ? false : null,
    typed: typed === null ? null : isHere(typed),
    position: sent.position,
    accuracyMetres: sent.accuracyMetres ?? null,
    radiusMetres,
  };
}
