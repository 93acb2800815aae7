import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readConfig } from "../../src/platform/config/config.ts";
import { fetchPinned } from "./fetch-pinned.ts";

/** What goes wrong in a way that the person at the console can mend: one sentence, no stack. */
export class CommandError extends Error {}

export const dataDir = (): string => readConfig(process.env).dataDir;

const address = z.object({ http: z.url(), certFile: z.string().optional() });

/** Where a platform speaks, and which certificate it must show. */
export type Place = { readonly http: string; readonly certFile?: string | undefined };
export const ownPlace = (): Promise<Place> => readAddress(dataDir());

export type Connection = {
  /** Sends JSON and reads JSON. @throws CommandError with the platform's own sentence when it refuses. */
  readonly call: (method: "GET" | "POST", path: string, body?: object) => Promise<unknown>;
  /** Sends the bytes of a file as they are. */
  readonly upload: (path: string, file: Blob) => Promise<unknown>;
  /** Reads text with the header of the next page. */
  readonly page: (path: string) => Promise<{ readonly text: string; readonly next: string | null }>;
};

/** The running platform of this data folder, spoken to with its own token. */
export async function connect(): Promise<Connection> {
  const folder = dataDir();
  const { http: base, certFile } = await readAddress(folder);
  const token = await read(join(folder, "secrets", "admin-token"), folder);
  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token.trim()}`,
        // On this machine packing costs more than it saves.
        "accept-encoding": "identity",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const url = new URL(path, base);
    const response = await (certFile === undefined ? fetch(url, request) : fetchPinned(url, certFile, request)).catch(
      (error: unknown) => {
        throw new CommandError(`${notRunning(folder)} (${base}: ${causeOf(error)})`);
      },
    );
    if (!response.ok) throw new CommandError(await sentenceOf(response));
    return response;
  };
  const upload = async (path: string, file: Blob): Promise<unknown> => {
    if (certFile !== undefined)
      throw new CommandError("大文件请在网页「导入」上传。 With HTTPS, bring large files on the page “Imports”.");
    const headers = { authorization: `Bearer ${token.trim()}`, "content-type": "application/octet-stream" };
    const response = await fetch(new URL(path, base), { method: "POST", headers, body: file });
    if (!response.ok) throw new CommandError(await sentenceOf(response));
    return response.json();
  };
  return {
    upload,
    call: async (method, path, body) => (await send(method, path, body)).json(),
    page: async (path) => {
      const response = await send("GET", path);
      return { text: await response.text(), next: response.headers.get("x-next") };
    },
  };
}

const notRunning = (folder: string): string =>
  `平台没有运行，请先执行 npm start（数据目录 ${folder}）。The platform of ${folder} is not running: start it with npm start, or name another folder in SP_DATA_DIR.`;

async function readAddress(folder: string): Promise<z.output<typeof address>> {
  const text = await read(join(folder, "address.json"), folder);
  try {
    return address.parse(JSON.parse(text));
  } catch {
    throw new CommandError(`${join(folder, "address.json")} cannot be read; start the platform again.`);
  }
}

async function read(file: string, folder: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES")
      throw new CommandError(`${file} may only be read by the user who runs the platform.`);
    throw new CommandError(notRunning(folder));
  }
}

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

const problem = z.object({ code: z.string(), title: z.string(), titleEn: z.string().optional() });

export async function sentenceOf(response: Response): Promise<string> {
  const parsed = problem.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return `The platform answered ${response.status}.`;
  const { code, title, titleEn } = parsed.data;
  return `${title} ${titleEn ?? ""} [${code}]`;
}
