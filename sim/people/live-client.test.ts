import { expect, test } from "vitest";
import { eventsOf, type ServerEvent } from "./live-client.ts";

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function all(events: AsyncIterable<ServerEvent>): Promise<ServerEvent[]> {
  const list: ServerEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

test("events are read whole however the bytes are cut", async () => {
  const text =
    'event: beat\ndata: 1\n\nid: a-7\nevent: change\ndata: {"place":"一号"}\n\n: comment\n\nevent: ready\ndata: {}\n\n';
  const bytes = new TextEncoder().encode(text);
  const wanted = [
    { id: undefined, name: "beat", data: "1" },
    { id: "a-7", name: "change", data: '{"place":"一号"}' },
    { id: undefined, name: "ready", data: "{}" },
  ];
  expect(await all(eventsOf(pieces(text)))).toEqual(wanted);
  const single = async function* () {
    for (const byte of bytes) yield Uint8Array.of(byte);
  };
  expect(await all(eventsOf(single()))).toEqual(wanted);
});
