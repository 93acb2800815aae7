import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatDateTime, formatTimeOfDay } from "../../../web/ui/format-time.ts";
import type { Unfolded } from "./unfold.ts";

/** Escaped so that no text of an incident can end the script or begin a tag. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
const inText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const part = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");

/** One page that stands alone: a drawn map, a slider over time, and beside it what was known. It asks nobody for anything. */
export function replayPage(incident: Unfolded): string {
  const { no, place, address, openedAt, steps } = incident;
  // Worded here, as the page may be opened in any time zone.
  const times = steps.map(({ at, knownAt }) => ({ at: formatTimeOfDay(at), knownAt: formatTimeOfDay(knownAt) }));
  const title = `${no} ${place}`;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${inText(title)}</title>
<style>
${part("page.css")}</style>
</head>
<body>
<header>
<h1>${inText(title)}</h1>
<p>${inText([address ?? "", `${formatDateTime(openedAt)}（北京时间 China time）`].filter((each) => each !== "").join(" · "))}</p>
${incident.mergedInto === null ? "" : `<p><strong>已并入 joined to ${inText(incident.mergedInto)}</strong></p>`}
</header>
<main>
<section class="left">
<svg id="map" viewBox="0 0 640 480" role="img" aria-label="地图 map"></svg>
<p class="legend">● 电梯 lift　■ 记录的位置 recorded position　□ 按预计推算，未记录 reckoned, not recorded</p>
<label class="time"><output id="clock"></output><input id="slider" type="range" min="0" step="1000" value="0" aria-label="时间 time"></label>
<h2>当时所知 What was known</h2>
<p id="facts"></p>
<ul id="crews"></ul>
</section>
<ol id="steps"></ol>
</main>
<script>
const incident = ${inScript(incident)};
const times = ${inScript(times)};
${part("page.js")}</script>
</body>
</html>
`;
}
