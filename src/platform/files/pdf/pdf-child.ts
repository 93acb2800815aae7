import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NodeCompiler, type NodeError } from "@myriaddreamin/typst-ts-node-compiler";
import type { PdfAsk, PdfTold } from "./pdf-template.ts";

/**
 * The process in which Typst lives: native code that can crash, and a long sheet takes seconds. Answers one document after
 * the other and ends with its parent. Its root folder does not exist, so that no template can read a file.
 */
const root = "/nowhere-for-documents";
const weights = ["400Regular", "700Bold"];

function fontFile(weight: string): Buffer {
  const name = `@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`;
  return readFileSync(fileURLToPath(import.meta.resolve(name)));
}

const compiler = NodeCompiler.create({ workspace: root, fontArgs: [{ fontBlobs: weights.map(fontFile) }] });

/** A warning is a failure too: a font that is missing is only warned of, and the page then shows boxes or other letters. */
function render({ source, data }: PdfAsk): Uint8Array {
  const compiled = compiler.compile({ mainFileContent: source, inputs: { data } });
  const fault = compiled.takeError() ?? compiled.takeWarnings();
  if (fault !== null) throw new Error(words(fault));
  const document = compiled.result;
  if (document === null) throw new Error("Typst made no document");
  const pdf = compiler.pdf(document);
  compiler.evictCache(0);
  return pdf;
}

function words(fault: NodeError): string {
  const found = compiler.fetchDiagnostics(fault) as readonly { readonly message?: string }[];
  return (
    found
      .map((each) => each.message ?? "")
      .join("; ")
      .slice(0, 500) || fault.kind
  );
}

process.on("message", (ask: PdfAsk) => {
  let made: { readonly pdf: Uint8Array } | { readonly failure: string };
  try {
    made = { pdf: render(ask) };
  } catch (error) {
    made = { failure: error instanceof Error ? error.message : String(error) };
  }
  const told: PdfTold = { id: ask.id, residentBytes: process.memoryUsage.rss(), ...made };
  if (process.connected) process.send?.(told);
});
process.on("disconnect", () => process.exit(0));
