import { z } from "zod";
import { certainties } from "../../../kernel/certainty.ts";

/** What a crew records at the lift: steps of the release, photos, who took the lift back. */

const instant = z.int();
const id = z.uuid();
const key = z.uuid();
const stepName = z.string().regex(/^[a-z][a-z-]{0,29}$/);

export const releaseStep = z.object({ step: stepName, zh: z.string(), en: z.string(), photo: z.boolean() });
export type ReleaseStep = z.infer<typeof releaseStep>;
/** 解救步骤 by kind of lift, as data with its source. */
export const releaseProcedure = z.object({
  steps: z.array(releaseStep),
  source: z.string(),
  certainty: z.enum(certainties),
});
export type ReleaseProcedure = z.infer<typeof releaseProcedure>;

/** Ticked, or taken back, and when; `by`: who did it, where that is known. */
const stepShown = z.object({ step: z.string(), done: z.boolean(), at: instant, by: z.string().nullable() });
const photoShown = z.object({
  photoId: id,
  step: z.string().nullable(),
  at: instant,
  by: z.string().nullable(),
});
/** Without name and hand: they stand in the incident's file for who may read it. */
const handBackShown = z.object({ at: instant, signed: z.boolean(), by: z.string().nullable() });

export const scene = z.object({
  /** Null: the lift is not in the register, or of a kind for which none is kept. */
  procedure: releaseProcedure.nullable(),
  steps: z.array(stepShown),
  photos: z.array(photoShown),
  handBack: handBackShown.nullable(),
});
export type Scene = z.infer<typeof scene>;

/** The same with what may be deleted by then: null parts were. */
export const sceneFile = scene.extend({
  photos: z.array(photoShown.extend({ kept: z.boolean() })),
  signature: z
    .object({ name: z.string(), role: z.string(), path: z.string().nullable(), remark: z.string().nullable() })
    .nullable(),
});
export type SceneFile = z.infer<typeof sceneFile>;

export const stepBody = z.object({ key, step: stepName, done: z.boolean() });
/** A JPEG of at most so many bytes, made small by the phone. */
export const photoBytesMax = 409_600;
export const photoQuery = z.object({
  step: stepName.optional(),
  /** When it was taken, epoch ms set right by the server's beat. */
  at: z.coerce.number().optional().catch(undefined),
});

/** The box in which one signs, in the units of the path. */
export const signBox = { width: 600, height: 240 } as const;
export const signBody = z.object({
  key,
  name: z.string().trim().max(40),
  role: z.string().trim().max(40),
  path: z
    .string()
    .max(20_000)
    .regex(/^[ML0-9 ]+$/)
    .nullable(),
  remark: z.string().trim().max(300).nullable(),
});
