import { TextDecoder } from "node:util";
import { SaxesParser } from "saxes";
import { TableFault, tableLimits } from "../table-file.ts";
import { damaged } from "./zip-parts.ts";

export type Attributes = Readonly<Record<string, string>>;

/** Names without prefix: writers differ in it. Text comes in pieces. */
export type XmlHandlers = {
  readonly open: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

export type XmlEvents = { readonly write: (bytes: Buffer) => void; readonly end: () => void };

/** Bytes without an element or an end of text; Excel's longest cell has a quarter of that. */
const silentBytesMax = 1 << 20;
const depthMax = 64;

/**
 * Reads XML from untrusted files, piece by piece and bounded: no document type (so no entities of its own), no endless
 * text, no endless depth.
 * @throws TableFault TABLE_XML_FORBIDDEN, TABLE_DAMAGED (`row` 0: the caller knows it).
 */
export function createXmlEvents(handlers: XmlHandlers): XmlEvents {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let decoder: TextDecoder | undefined;
  let silent = 0;
  let depth = 0;
  parser.on("error", (error) => {
    throw damaged(error);
  });
  parser.on("doctype", () => {
    throw new TableFault("TABLE_XML_FORBIDDEN");
  });
  parser.on("opentag", (tag) => {
    silent = 0;
    depth += 1;
    if (depth > depthMax) throw damaged(new Error("XML is nested too deep"));
    handlers.open(localName(tag.name), tag.attributes);
  });
  parser.on("closetag", (tag) => {
    silent = 0;
    depth -= 1;
    handlers.close?.(localName(tag.name));
  });
  if (handlers.text !== undefined) {
    parser.on("text", handlers.text);
    parser.on("cdata", handlers.text);
  }
  return {
    write(bytes) {
      decoder ??= decoderOf(bytes);
      silent += bytes.length;
      if (silent > silentBytesMax) throw damaged(new Error("an XML text without end"));
      parser.write(decode(decoder, bytes));
    },
    end() {
      parser.write(decode(decoder ?? new TextDecoder(), undefined));
      parser.close();
    },
  };
}

/** Reads a whole part; not for sheets, whose rows must come out while it is read. */
export async function readXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers, bytesMax?: number): Promise<void> {
  const events = createXmlEvents(handlers);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > (bytesMax ?? tableLimits.smallPartBytes)) throw new TableFault("TABLE_TOO_MANY_TEXTS");
    events.write(chunk);
  }
  events.end();
}

/** An attribute by its name without prefix: `r:id`, `ns2:id`. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const plain = attributes[name];
  if (plain !== undefined) return plain;
  const found = Object.keys(attributes).find((key) => localName(key) === name);
  return found === undefined ? undefined : attributes[found];
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}

/** ECMA-376 allows UTF-8 and UTF-16. */
function decoderOf(head: Buffer): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le", { fatal: true });
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be", { fatal: true });
  return new TextDecoder("utf-8", { fatal: true });
}

function decode(decoder: TextDecoder, bytes: Buffer | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw damaged(error);
  }
}
