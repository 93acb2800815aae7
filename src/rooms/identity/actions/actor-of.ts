import type { Principal } from "../../../kernel/principal.ts";
import { never } from "../../../kernel/result.ts";
import type { Actor } from "../../../platform/streams/streams.ts";

/** Who did it, as streams and ledgers write it: ids only. */
export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case "person":
      return { kind: "person", id: principal.personId };
    case "key":
      return { kind: "key", id: principal.keyId };
    case "public":
      return { kind: "public", id: "public" };
    default:
      return never(principal);
  }
}
