/**
 * A CSV file as text: UTF-8 where its bytes are, else GB 18030, in which office programs in China save. Throws when it is
 * neither.
 */
export async function readCsvFile(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  }
}
