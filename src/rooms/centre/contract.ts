/** What the pages ask of the centre's room. */
export { type PaperFile, type PaperState, paperState } from "./contract/paper.ts";
