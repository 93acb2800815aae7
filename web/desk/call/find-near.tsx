import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { MapFrame } from "../map/map-frame.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/finder-texts.ts";
import { FoundList } from "./found-list.tsx";

/** The map's library comes only when somebody looks for a lift by the map. */
const NearMap = lazy(() => import("./near-map.tsx").then((file) => ({ default: file.NearMap })));

type Point = { readonly lat: number; readonly lon: number };
type Near = { readonly lifts: readonly { readonly lift: LiftSummary; readonly metres: number }[] };
type Props = {
  readonly at: Point | null;
  readonly onMove: (at: Point) => void;
  readonly onChoose: (lift: LiftSummary) => void;
};

const shownMax = 8;
/** About a metre: the same place asks once. */
const round = (degrees: number): string => degrees.toFixed(5);
const far = (metres: number): string =>
  metres < 1_000 ? say("near.metres", { metres }) : say("near.kilometres", { km: (metres / 1_000).toFixed(1) });

/** Lifts near the caller, or near a point of the map, the nearest first. */
export function FindNear({ at, onMove, onChoose }: Props) {
  const [chosen, setChosen] = useState(0);
  const found = useQuery({
    ...pathQuery<Near>(`/api/v1/lifts/near?lat=${round(at?.lat ?? 0)}&lon=${round(at?.lon ?? 0)}&limit=${shownMax}`),
    enabled: at !== null,
    placeholderData: keepPreviousData,
  });
  const near = at === null ? [] : (found.data?.lifts ?? []);
  return (
    <div className="near" data-testid="near">
      <p className="quiet-text">{say("near.lead")}</p>
      <MapFrame>
        <Suspense fallback={<div className="near-map" />}>
          <NearMap at={at} lifts={near.map(({ lift }) => lift)} chosen={chosen} onMove={onMove} onChoose={onChoose} />
        </Suspense>
      </MapFrame>
      {near.length > 0 ? (
        <FoundList
          key={near[0]?.lift.id}
          label={say("near.list")}
          found={near.map(({ lift, metres }) => ({ lift, aside: far(metres) }))}
          onChoose={onChoose}
          onAt={setChosen}
        />
      ) : (
        <p className="quiet-text">{say(at === null ? "near.wait" : found.isSuccess ? "near.none" : "near.list")}</p>
      )}
    </div>
  );
}
