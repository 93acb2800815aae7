import type { CertificateState } from "../../../src/rooms/identity/contract.ts";
import { say } from "../texts/people-texts.ts";

const looks: Readonly<Partial<Record<CertificateState, string>>> = { expired: "word-expired", soon: "word-soon" };

/** How a certificate stands, in a word: red when it has expired, amber in its last 60 days. */
export const CertificateWord = ({ state }: { readonly state: CertificateState }) => (
  <span className={looks[state]} data-state={state}>
    {say(`state.${state}`)}
  </span>
);
