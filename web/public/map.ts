import type { CarMap } from "../../src/rooms/rescue/contract/chat.ts";
import { add, tell } from "./build-dom.ts";
import { boxAround, lineOf, pointOf } from "./map-lines.ts";
import type { LaterPart, Shown } from "./part.ts";
import { ask } from "./server.ts";

const askEveryMs = 20_000;
const svgSpace = "http://www.w3.org/2000/svg";

/** A small map, drawn as lines: the lift, the streets around, and the crew on its way. Only with the token. */
export function createMap(into: HTMLElement, key: string): LaterPart {
  const section = add(into, "section", "part");
  section.hidden = true;
  section.setAttribute("data-testid", "map");
  const title = add(section, "h2", "");
  const picture = document.createElementNS(svgSpace, "svg");
  picture.setAttribute("class", "map");
  picture.setAttribute("role", "img");
  section.appendChild(picture);
  const legend = add(section, "p", "quiet");
  let map: CarMap | null = null;
  let askedAt = 0;
  let stage = "";
  const draw = ({ words }: Shown): void => {
    if (map === null) return;
    section.hidden = map.lift === null || (map.streets.length === 0 && map.crew === null);
    tell(title, words(map.crew === null ? "mapPlace" : "map"));
    picture.setAttribute("aria-label", title.textContent || "");
    const credit =
      map.streets.length === 0 ? "" : map.origin === "openstreetmap" ? "© OpenStreetMap" : words("mapInvented");
    const signs = [`● ${words("mapLift")}`, map.crew === null ? "" : `■ ${words("mapCrew")}`, credit];
    tell(legend, signs.filter((each) => each !== "").join(" · "));
  };
  return {
    draw: (shown) => {
      const { progress } = shown.state.memory;
      if (progress === null || progress.rights !== "sign") return;
      const moves = progress.stage === "coming";
      const due = progress.stage !== stage || (moves && Date.now() - askedAt > askEveryMs);
      if (due) {
        stage = progress.stage;
        askedAt = Date.now();
        ask<CarMap>("GET", `/api/v1/public/progress/${encodeURIComponent(key)}/map`, null, ({ body }) => {
          if (body === null) return;
          map = body;
          drawMap(picture, body);
          draw(shown);
        });
      }
      draw(shown);
    },
  };
}

function drawMap(picture: SVGSVGElement, map: CarMap): void {
  const box = boxAround(map);
  picture.textContent = "";
  if (box === null) return;
  picture.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  for (const { broad, line } of map.streets) path(picture, lineOf(line, box), broad ? "street broad" : "street");
  if (map.way.length > 1) path(picture, lineOf(map.way, box), "way");
  if (map.crew !== null) square(picture, pointOf(map.crew, box));
  if (map.lift !== null) dot(picture, pointOf(map.lift, box));
}

type Point = readonly [x: number, y: number];

function path(picture: SVGSVGElement, d: string, className: string): void {
  draw(picture, "path", { d, class: className });
}
function dot(picture: SVGSVGElement, [x, y]: Point): void {
  draw(picture, "circle", { cx: x, cy: y, r: 9, class: "here" });
}
function square(picture: SVGSVGElement, [x, y]: Point): void {
  draw(picture, "rect", { x: x - 8, y: y - 8, width: 16, height: 16, class: "crew" });
}
function draw(picture: SVGSVGElement, tag: string, attributes: Record<string, string | number>): void {
  const made = document.createElementNS(svgSpace, tag);
  for (const name of Object.keys(attributes)) made.setAttribute(name, String(attributes[name]));
  picture.appendChild(made);
}
