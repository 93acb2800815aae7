import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { type Api, ApiError } from "./api.ts";

const id = z.object({ id: z.uuid() });

export const documentPath = (documentId: string): string => `/api/v1/policy-documents/${documentId}`;

/** Uploads a policy document as the page does; the same file again is the same document. */
export async function bringDocument(api: Api, file: string): Promise<string> {
  const reply = await fetch(`${api.http}/api/v1/policy-documents?name=${encodeURIComponent(basename(file))}`, {
    method: "POST",
    headers: { ...api.headers(), "content-type": "application/octet-stream" },
    body: readFileSync(file),
  });
  if (!reply.ok) throw new ApiError(reply.status, await reply.text(), `upload of ${basename(file)}`);
  return id.parse(await reply.json()).id;
}
