const textsPerBlock = 4_096;
const separator = "\n";

type Block = { joined: string; starts: Uint32Array; parts: string[] | undefined };

/** Numbered texts, joined in blocks so that one search walks through thousands of them. Texts hold no line ends. */
export class SearchTexts {
  readonly #blocks: Block[] = [];

  get(number: number): string {
    const block = this.#blocks[Math.floor(number / textsPerBlock)];
    const at = number % textsPerBlock;
    if (block === undefined) return "";
    if (block.parts !== undefined) return block.parts[at] ?? "";
    return at + 1 < block.starts.length
      ? block.joined.slice(block.starts[at] as number, (block.starts[at + 1] as number) - 1)
      : "";
  }

  set(number: number, text: string): void {
    const index = Math.floor(number / textsPerBlock);
    while (this.#blocks.length <= index) this.#blocks.push({ joined: "", starts: new Uint32Array(1), parts: [] });
    const block = this.#blocks[index] as Block;
    block.parts ??= block.joined === "" ? [] : block.joined.slice(0, -1).split(separator);
    const at = number % textsPerBlock;
    while (block.parts.length < at) block.parts.push("");
    block.parts[at] = text;
  }

  /** Calls `found` once with the number of each text that holds the word. */
  forEachWith(word: string, found: (number: number) => void): void {
    for (const [index, block] of this.#blocks.entries()) {
      join(block);
      const { joined, starts } = block;
      const base = index * textsPerBlock;
      let at = 0;
      for (let place = joined.indexOf(word); place >= 0; place = joined.indexOf(word, starts[at])) {
        while ((starts[at + 1] as number) <= place) at++;
        found(base + at);
        at++;
      }
    }
  }
}

function join(block: Block): void {
  const { parts } = block;
  if (parts === undefined) return;
  const starts = new Uint32Array(parts.length + 1);
  for (const [i, part] of parts.entries()) starts[i + 1] = (starts[i] as number) + part.length + 1;
  block.starts = starts;
  block.joined = parts.join(separator) + separator;
  block.parts = undefined;
}
