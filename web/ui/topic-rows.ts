/** How the rows of each topic are named; the server's `change` carries the same key. */
const keyFields = {
  desk: "id",
  calls: "id",
  storm: "id",
  crews: "id",
  outbox: "id",
  crew: "askId",
  progress: "key",
  lift: "liftId",
  docking: "id",
} as const;
export type TopicName = keyof typeof keyFields;

type Snapshot = { readonly topic: TopicName; readonly rows: readonly object[] };
type Change = { readonly topic: TopicName; readonly key: string; readonly row: object | null };

/** The rows of live topics as the server's messages build them; a list is the same array until something changes. */
export function createTopicRows() {
  const tables = new Map<TopicName, Map<string, object>>();
  const lists = new Map<TopicName, readonly object[]>();
  const keep = (topic: TopicName, table: Map<string, object>): void => {
    tables.set(topic, table);
    lists.set(topic, [...table.values()]);
  };
  return {
    of: (topic: TopicName): readonly object[] | undefined => lists.get(topic),
    snapshot: ({ topic, rows }: Snapshot): void => {
      const field = keyFields[topic];
      keep(topic, new Map(rows.map((row) => [String((row as Record<string, unknown>)[field]), row])));
    },
    change: ({ topic, key, row }: Change): void => {
      const table = tables.get(topic) ?? new Map<string, object>();
      if (row === null) table.delete(key);
      else table.set(key, row);
      keep(topic, table);
    },
  };
}
