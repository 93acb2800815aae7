import { z } from "zod";
import type { DialectName } from "../contract.ts";
import { storableText } from "../contract.ts";
import { type CodeList, readCode, vendorId } from "./code-list.ts";
import type { RawDialect } from "./dialect.ts";
import { code, frameTime, jsonReader, withFields } from "./read-json.ts";

const fields = z.object({
  code,
  at: frameTime,
  id: storableText(200).min(1).optional(),
  text: storableText(500).optional(),
});

/**
 * The dialect of a list of which only the codes are published, not the frame: `{"code", "at", "id"?, "text"?}` is our own form,
 * which a gateway can write in a line, until a captured frame shows the vendor's.
 */
export const codeFrameDialect = (name: DialectName, list: CodeList): RawDialect => ({
  kind: "raw",
  name,
  list,
  clears: "never",
  read: jsonReader((body) =>
    withFields(fields, body, (said) =>
      readCode(list, { ...said, id: said.id === undefined ? undefined : vendorId(said.id), neverCleared: true }),
    ),
  ),
});
