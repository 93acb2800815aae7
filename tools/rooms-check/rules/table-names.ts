/** A schema-qualified name in SQL: where it stands in the text and which word led to it. */
export type TableName = {
  readonly schema: string;
  readonly table: string;
  readonly at: number;
  readonly keyword: string;
};

const identifier = String.raw`"?[a-z_\0][\w\0]*"?`;
const qualified = String.raw`${identifier}(?:\s*\.\s*${identifier})?`;
const listed = new RegExp(
  String.raw`(?<!\bdistinct\s+)\b(from|join|into|update|references|table|truncate|using|lock|copy)\s+(?:only\s+|lateral\s+|if\s+exists\s+)*` +
    String.raw`((?:${qualified}(?:\s+(?:as\s+)?[a-z_]\w*)?\s*,\s*)*${qualified})`,
  "gi",
);

/** Names that stand where SQL expects a table, lists after commas included. */
export function tableNames(sql: string): TableName[] {
  return [...sql.matchAll(listed)].flatMap((match) => {
    const [whole, keyword = "", names = ""] = match;
    const listAt = match.index + whole.length - names.length;
    return [...names.matchAll(new RegExp(qualified, "gi"))].flatMap((name) =>
      split(name[0], listAt + name.index, keyword.toLowerCase()),
    );
  });
}

const kinds = String.raw`(?:unlogged\s+|temporary\s+|temp\s+|materialized\s+|foreign\s+|unique\s+|constraint\s+)*(?:table|view|type|domain|function|procedure|sequence|index|trigger|policy)`;
const changed = new RegExp(
  String.raw`\b(create(?:\s+or\s+replace)?|alter|drop|comment\s+on)\s+${kinds}\s+(?:concurrently\s+)?(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(${qualified})`,
  "gi",
);
const indexed = new RegExp(String.raw`\bcreate\s+(?:unique\s+)?index\s+[^;(]*?\bon\s+(?:only\s+)?(${qualified})`, "gi");
const triggered = new RegExp(String.raw`\bcreate\s+(?:or\s+replace\s+)?trigger\b[^;]*?\bon\s+(${qualified})`, "gi");
const schemas = /\b(?:create|alter|drop)\s+schema\s+(?:if\s+(?:not\s+)?exists\s+)?"?([a-z_]\w*)"?/gi;

/** Qualified names that a migration creates, changes or drops. A schema itself has an empty `table`. */
export function createdNames(sql: string): TableName[] {
  const objects = [changed, indexed, triggered].flatMap((pattern) =>
    [...sql.matchAll(pattern)].flatMap((match) => {
      const name = match.at(-1) ?? "";
      return split(name, match.index + match[0].length - name.length, "create");
    }),
  );
  const whole = [...sql.matchAll(schemas)].map((match) => ({
    schema: (match[1] ?? "").toLowerCase(),
    table: "",
    at: match.index,
    keyword: "create",
  }));
  return [...objects, ...whole];
}

function split(name: string, at: number, keyword: string): TableName[] {
  const [schema = "", table] = name.replace(/["\s]/g, "").toLowerCase().split(".");
  return table === undefined ? [] : [{ schema, table, at, keyword }];
}
