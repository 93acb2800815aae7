import { z } from "zod";

/** What a crew tells from its phone beside the steps of a rescue: that it is late, that it needs help. */

const instant = z.int();
const key = z.uuid();

/** 晚到原因: traffic 路堵 · earlier-task 上一单未完 · vehicle 车辆故障 · access 进不了小区或找不到地方 · tools 取工具或钥匙 · other 其他 */
export const lateReasons = ["traffic", "earlier-task", "vehicle", "access", "tools", "other"] as const;
export type LateReason = (typeof lateReasons)[number];
/** How much later than was said, in minutes; by choice, so that a glove can say it. */
export const lateMinutes = [5, 10, 15, 20, 30, 60] as const;

export const lateBody = z.object({
  key,
  minutes: z.int().min(1).max(120),
  reason: z.enum(lateReasons),
  text: z.string().trim().max(200).nullable(),
  /** The arrival that stood on the phone when it was told: the same press on two phones then says the same. */
  expectedAt: z.number().nullish().catch(null),
});

/** Of an ask: what its crew said last. */
export const delayShown = z.object({ minutes: z.int(), reason: z.enum(lateReasons), saidAt: instant });

/** What a crew on scene, or on its way, needs: 再派一组 · 消防 119 · 急救 120 · 公安 110 · 工具或钥匙 */
export const helpKinds = ["second-crew", "fire", "ambulance", "police", "tools"] as const;
export type HelpKind = (typeof helpKinds)[number];
/** What the desk says to it: `seen` 已看到 · `arranged` 已安排 · `refused` 无法安排. */
export const helpAnswers = ["seen", "arranged", "refused"] as const;
export type HelpAnswer = (typeof helpAnswers)[number];

export const helpBody = z.object({ key, what: z.enum(helpKinds), text: z.string().trim().max(200).nullable() });
export const helpWithdrawBody = z.object({ key, helpId: z.uuid() });
export const helpAnswerBody = z.object({
  key,
  answer: z.enum(helpAnswers),
  note: z.string().trim().max(200).nullable(),
});

/** A request for help with how it stands; `helpId` is the key of the request. */
export const helpShown = z.object({
  helpId: z.uuid(),
  askId: z.uuid(),
  what: z.enum(helpKinds),
  text: z.string().nullable(),
  askedAt: instant,
  seenAt: instant.nullable(),
  answer: z.object({ answer: z.enum(["arranged", "refused"]), note: z.string().nullable(), at: instant }).nullable(),
  withdrawnAt: instant.nullable(),
});
export type HelpShown = z.infer<typeof helpShown>;
/** Whether somebody must still do something about it. */
export const isHelpOpen = ({ answer, withdrawnAt }: Pick<HelpShown, "answer" | "withdrawnAt">): boolean =>
  answer === null && withdrawnAt === null;

/** By what an arrival is proved (model/arrival-proof.ts): 扫码 · 位置 · 输入识别码 · 无. */
export const arrivalProof = z.object({
  kind: z.enum(["scan", "place", "code", "none"]),
  metres: z.number().nullable(),
  accuracyMetres: z.number().nullable(),
  radiusMetres: z.number(),
  otherLift: z.literal(true).optional(),
});
