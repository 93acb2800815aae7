import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type BodyStream, type Route, route } from "../../../platform/http/route.ts";
import { keepPhoto, keepSignature } from "../actions/keep-scene.ts";
import { photoBytesMax, photoQuery } from "../contract/scene.ts";
import * as contract from "../contract.ts";
import { tellHandBack, tellPhoto, tellStep } from "../model/decide-scene.ts";
import { plainJpeg } from "../model/plain-jpeg.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { photoContent } from "../views/scene.ts";
import { incidentWithin } from "./desk-acts.ts";
import { crewCommand, fieldAct, ownAsk } from "./field-acts.ts";

/** What a crew records at the lift, and the pictures of it for who may read the incident. */
export const sceneRoutes = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "step",
    summary: "A step of the release was done, or is taken back",
    body: contract.crewBodies.step,
    beside: true,
    decide: ({ ask, body, person, doneAt }, incident, { now }) =>
      tellStep(incident, { askId: ask.askId, ...body, by: person }, doneAt ?? now),
  }),
  fieldAct(means, {
    path: "sign",
    summary: "The lift was given back: who signed for it, or that nobody was there",
    body: contract.crewBodies.sign,
    beside: true,
    decide: ({ ask, key, body, person }, incident) =>
      tellHandBack(incident, { askId: ask.askId, handBackId: key, signed: body.path !== null, by: person }),
    alongside: (tx, { ask, key, body }, at) => keepSignature(tx, { id: key, incidentId: ask.incidentId }, body, at),
  }),
  takePhoto(means),
  showPhoto(means),
];

const takePhoto = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/field/asks/:askId/photos/:photoId",
    permission: "rescue.crew",
    summary: "A photo to a step; the body is a JPEG. What tells of place, phone and person is taken out of it",
    params: z.object({ askId: contract.id, photoId: contract.id }),
    query: photoQuery,
    body: "stream",
    bodyBytesMax: photoBytesMax,
    reply: contract.done,
    handle: async ({ principal, params, query, body }) => {
      const ask = await ownAsk(means, principal, params.askId);
      if (!ask.ok) return ask;
      const content = await jpegOf(body);
      if (!content.ok) return content;
      const { photoId } = params;
      const step = query.step ?? null;
      const photo = { id: photoId, incidentId: ask.value.incidentId, step, content: content.value };
      const told = { ask: ask.value, principal, key: photoId, at: query.at, beside: true } as const;
      return crewCommand(means, told, {
        decide: ({ person }, incident) => tellPhoto(incident, { askId: ask.value.askId, photoId, step, by: person }),
        alongside: (tx, taken) => keepPhoto(tx, photo, { taken, stored: means.clock.now() }),
      });
    },
  });

async function jpegOf(body: BodyStream): Promise<Result<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > photoBytesMax) return refuse("RESCUE_PHOTO_TOO_LARGE");
    chunks.push(chunk);
  }
  const jpeg = plainJpeg(Buffer.concat(chunks));
  return jpeg === undefined || jpeg.length < 100 ? refuse("RESCUE_PHOTO_UNREADABLE") : ok(jpeg);
}

const showPhoto = (means: RescueMeans): Route =>
  route({
    method: "GET",
    url: "/api/v1/incidents/:id/photos/:photoId",
    permission: "rescue.read",
    summary: "A photo that a crew took at the lift",
    params: z.object({ id: contract.id, photoId: contract.id }),
    reply: "bytes",
    handle: async ({ principal, params, answer }) => {
      const incident = await incidentWithin(means, principal, params.id, "rescue.read");
      if (!incident.ok) return incident;
      const content = await photoContent(means.database.db, incident.value, params.photoId);
      if (content === undefined) return refuse("RESCUE_PHOTO_GONE");
      answer.header("x-content-type-options", "nosniff");
      answer.header("cache-control", "private, max-age=600");
      return ok({ bytes: content, type: "image/jpeg" });
    },
  });
