/** What the pages ask of the centre's room. */

export { type ClaimList, type ClaimRow, claimList } from "./contract/claims.ts";
export { type LeaderView, leaderView } from "./contract/leader.ts";
export { type PaperFile, type PaperState, paperState } from "./contract/paper.ts";
export {
  type QualityAnswer,
  type QualityQuestion,
  qualityAnswers,
  qualityQuestions,
  type SampleFile,
  type SampleItem,
  type SampleRow,
  sampleFile,
  sampleList,
} from "./contract/quality.ts";
export {
  type HandoverFile,
  type HandoverRow,
  handoverFile,
  type OpenThings,
  type ShiftState,
  shiftState,
} from "./contract/shift.ts";
