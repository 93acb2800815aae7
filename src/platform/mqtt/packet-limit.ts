import type { Client } from "aedes";

type Parser = {
  packet: { length: number };
  _parseLength: () => boolean;
  _emitError: (error: Error) => void;
};

export const oversizeMessage = "packet too large";

/**
 * Aedes has no limit on the size of a packet and collects 200 MB in memory when a header announces them. Here the
 * parser is stopped as soon as it has read the length, before any of the body is kept. It leans on two private names
 * of mqtt-packet; the broker's tests fail when they go, and so does this function at the first connection.
 */
export function limitPacketSize(client: Client, bytesMax: () => number): void {
  const parser = (client as unknown as { _parser?: Parser })._parser;
  if (typeof parser?._parseLength !== "function" || typeof parser._emitError !== "function") {
    throw new Error("this version of aedes or mqtt-packet has another parser: packet sizes cannot be limited");
  }
  const parseLength = parser._parseLength.bind(parser);
  parser._parseLength = () => {
    if (!parseLength()) return false;
    if (parser.packet.length <= bytesMax()) return true;
    parser._emitError(new Error(`${oversizeMessage}: ${parser.packet.length} bytes`));
    return false;
  };
}
