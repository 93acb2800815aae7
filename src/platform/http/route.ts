import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Principal } from "../../kernel/principal.ts";
import type { Result } from "../../kernel/result.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What a route's work gets: who asks, and the parsed parts of the request. */
export type Asked<Params, Query, Body> = {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: {
    readonly ip: string;
    readonly headers: IncomingHttpHeaders;
    readonly cookies: Readonly<Record<string, string | undefined>>;
  };
  readonly answer: {
    readonly setCookie: (name: string, value: string, maxAgeSeconds: number) => void;
    readonly header: (name: string, value: string) => void;
  };
};

/** An answer that is not JSON: bytes with their type, or a stream of them; with a `fileName` the browser keeps it as a file. */
export type Bytes = {
  readonly bytes: Uint8Array | Readable;
  readonly type: string;
  readonly fileName?: string;
};

/** A body that is read as it comes: `body: "stream"`. */
export type BodyStream = AsyncGenerator<Uint8Array>;

export type Route = {
  readonly method: Method;
  readonly url: string;
  /** Name from identity's permission table; `public` is a permission like the others. */
  readonly permission: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** `stream`: the body is not parsed, of any type, and up to `bodyBytesMax` long; the handler gets a `BodyStream`. */
  readonly body?: z.ZodType | "stream";
  /** Shape of the answer; `bytes` for tiles and files. */
  readonly reply: z.ZodType | "bytes";
  /** Largest body; 1 MiB when left out. Imports of files take more. */
  readonly bodyBytesMax?: number;
  /** Requests per minute and address; for log-in, alarms and other doors that people lean on. */
  readonly perMinute?: number;
  /** Names of path parts that the count is kept by, beside the address: who leans on one code keeps nobody from another. */
  readonly limitBy?: readonly string[];
  readonly handle: (asked: Asked<never, never, never>) => Promise<Result<unknown>>;
};

type Out<S> = S extends z.ZodType ? z.output<S> : S extends "stream" ? BodyStream : undefined;

/** Declares a route: authorise (by `permission`) → parse (by the schemas) → action or view → present. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | "stream" | undefined = undefined,
>(
  definition: Omit<Route, "params" | "query" | "body" | "handle"> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (asked: Asked<Out<P>, Out<Q>, Out<B>>) => Promise<Result<unknown>>;
  },
): Route {
  return definition as unknown as Route;
}

/** Texts and HTTP status of a room's refusals, by code. `{name}` in a text is filled from the refusal's params. */
export type RefusalTexts = Readonly<
  Record<string, { readonly status: number; readonly zh: string; readonly en: string }>
>;
