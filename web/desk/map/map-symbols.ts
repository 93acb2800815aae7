import type { Map as MapLibre } from "maplibre-gl";
import { tokenColour } from "../../ui/theme/theme.ts";
import { urgencyShapes } from "../../ui/urgency-shapes.ts";
import { urgencies } from "./urgency-list.ts";

const ratio = 2;
const size = 26;

/** Puts the shapes of urgencies and crews into the map, in the colours of the theme. */
export function addSymbols(map: MapLibre): void {
  for (const urgency of urgencies) addImage(map, `incident-${urgency}`, (pen) => drawUrgency(pen, urgency));
  addImage(map, "crew-unit", (pen) => drawCrew(pen, false));
  addImage(map, "crew-station", (pen) => drawCrew(pen, true));
}

function addImage(map: MapLibre, name: string, draw: (pen: CanvasRenderingContext2D) => void): void {
  const canvas = document.createElement("canvas");
  canvas.width = size * ratio;
  canvas.height = size * ratio;
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.scale(ratio, ratio);
  draw(pen);
  const image = pen.getImageData(0, 0, canvas.width, canvas.height);
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: ratio });
}

function drawUrgency(pen: CanvasRenderingContext2D, urgency: (typeof urgencies)[number]): void {
  const shape = urgencyShapes[urgency];
  const colour = tokenColour(`--sp-${urgency}`);
  const ground = tokenColour("--sp-raised");
  pen.translate(3, 3);
  const outline = new Path2D(shape.outline);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  pen.lineWidth = 5;
  pen.strokeStyle = ground;
  pen.stroke(outline);
  pen.fillStyle = shape.filled ? colour : ground;
  pen.fill(outline);
  pen.lineWidth = 2;
  pen.strokeStyle = colour;
  pen.stroke(outline);
  pen.strokeStyle = shape.filled ? tokenColour(`--sp-on-${urgency}`) : colour;
  pen.stroke(new Path2D(shape.sign));
}

/** Crews are no alarm: neutral, a dot in a square; a station's square has a roof. */
function drawCrew(pen: CanvasRenderingContext2D, station: boolean): void {
  const body = new Path2D(station ? "M13 3.5 21.5 10v11.5h-17V10z" : "M6 6h14v14H6z");
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = tokenColour("--sp-raised");
  pen.stroke(body);
  pen.fillStyle = tokenColour("--sp-text-2");
  pen.fill(body);
  pen.beginPath();
  pen.arc(13, station ? 15 : 13, 3, 0, 7);
  pen.fillStyle = tokenColour("--sp-raised");
  pen.fill();
}
