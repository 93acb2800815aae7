import { fetchFile } from "../../ui/api.ts";

/** Signs of these lifts as PDF, saved like a download. */
export async function printSigns(ids: readonly string[], layout: "sign" | "labels"): Promise<void> {
  const address = URL.createObjectURL(await fetchFile("/api/v1/lifts/signs", { ids, layout }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${layout === "sign" ? "signs" : "labels"}-${ids.length}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
