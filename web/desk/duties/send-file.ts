import { ApiProblem } from "../../ui/api.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";

/** Sends a file as the body of a request. Throws `ApiProblem` in the viewer's language. */
export async function sendFile<T>(path: string, file: File): Promise<T> {
  const response = await fetch(`${path}?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  }).catch(() => {
    throw new ApiProblem(0, "NETWORK", word("failure.network"));
  });
  const answer = (await response.json().catch(() => ({}))) as { code?: string; title?: string; titleEn?: string };
  if (response.ok) return answer as T;
  const text = language() === "en" ? answer.titleEn : answer.title;
  throw new ApiProblem(response.status, answer.code ?? "UNREADABLE", text ?? word("failure.network"));
}
