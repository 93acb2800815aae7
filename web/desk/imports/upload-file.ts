import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { ApiProblem } from "../../ui/api.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/import-texts.ts";
import type { SaidCovers } from "./file-covers.tsx";

/** Sends a file as the body of a request; `fetch` does not tell how far it is. */
export function uploadFile(
  { sourceId, said }: { readonly sourceId: string; readonly said: SaidCovers | null },
  file: File,
  onProgress: (bytes: number) => void,
): Promise<ImportRun> {
  const mends = said?.mends == null ? {} : { mends: said.mends };
  const told = said === null ? {} : { covers: said.covers, ...mends };
  const query = new URLSearchParams({ source: sourceId, name: file.name, ...told });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/import-runs?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new ApiProblem(0, "NETWORK", say("file.broken")));
    request.onabort = () => reject(new ApiProblem(0, "NETWORK", say("file.broken")));
    request.onload = () => {
      if (request.status < 300) {
        resolve(request.response as ImportRun);
        return;
      }
      const problem = (request.response ?? {}) as { code?: string; title?: string; titleEn?: string };
      const words = language() === "en" ? problem.titleEn : problem.title;
      reject(new ApiProblem(request.status, problem.code ?? "UNREADABLE", words ?? say("file.broken")));
    };
    request.send(file);
  });
}
