// `incident` and `times` are written before this by page.ts.
const size = { width: 640, height: 480, edge: 64 };
const metresPerDegree = 111_320;
const statusWords = {
  asked: "待接单 asked",
  accepted: "赶赴中 en route",
  arrived: "已到场 on scene",
  refused: "已拒单 refused",
  overdue: "逾期 overdue",
  "stood-down": "已撤回 stood down",
};
const { steps, openedAt, position } = incident;
const lastAt = Math.max(openedAt, ...steps.map(({ knownAt }) => knownAt));
const find = (id) => document.getElementById(id);
const inChina = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", timeStyle: "medium", hourCycle: "h23" });
const span = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
};
const make = (parent, name, attributes = {}, text = "") => {
  const node = parent.namespaceURI.endsWith("svg")
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  parent.append(node);
  return node;
};

const recorded = steps.flatMap(({ known }) =>
  known.crews.flatMap(({ from, arrivedPosition }) => [from, arrivedPosition]),
);
const project = projection([position, ...recorded].filter((each) => each !== null));

/** Equirectangular about the middle, north up: true enough within a city. */
function projection(all) {
  if (all.length === 0) return () => ({ x: 0, y: 0 });
  const [lats, lons] = [all.map(({ lat }) => lat), all.map(({ lon }) => lon)];
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const [lat0, lon0] = [middle(lats), middle(lons)];
  const east = Math.cos((lat0 * Math.PI) / 180) * metresPerDegree;
  const wide = ((Math.max(...lons) - Math.min(...lons)) * east) / (size.width - 2 * size.edge);
  const high = ((Math.max(...lats) - Math.min(...lats)) * metresPerDegree) / (size.height - 2 * size.edge);
  const metres = Math.max(wide, high, 0.5);
  return ({ lat, lon }) => ({
    x: size.width / 2 + ((lon - lon0) * east) / metres,
    y: size.height / 2 - ((lat - lat0) * metresPerDegree) / metres,
  });
}

function drawCrew(map, crew, now, label) {
  const gone = ["refused", "overdue", "stood-down"].includes(crew.status) ? " gone" : "";
  const square = (at, look) =>
    make(map, "rect", { x: at.x - 7, y: at.y - 7, width: 14, height: 14, class: `${look}${gone}` });
  // Towards the edge a name stands to the left of its square.
  const name = (at, y = at.y + label) => {
    const left = at.x > size.width * 0.7;
    const attributes = { x: at.x + (left ? -11 : 11), y, "text-anchor": left ? "end" : "start", class: gone };
    make(map, "text", attributes, crew.name);
  };
  if (crew.status === "arrived") {
    const there = crew.arrivedPosition ?? position;
    if (there === null) return;
    const at = project(there);
    square({ x: at.x + 12, y: at.y }, crew.arrivedPosition === null ? "reckoned" : "crew");
    name({ x: at.x + 12, y: at.y }, at.y - 12);
    return;
  }
  if (crew.from === null) return;
  const start = project(crew.from);
  if (position !== null && crew.status === "accepted" && crew.expectedAt !== null) {
    const lift = project(position);
    make(map, "line", { x1: start.x, y1: start.y, x2: lift.x, y2: lift.y, class: "way" });
    const share = Math.min(1, Math.max(0, (now - crew.acceptedAt) / Math.max(1, crew.expectedAt - crew.acceptedAt)));
    square({ x: start.x + (lift.x - start.x) * share, y: start.y + (lift.y - start.y) * share }, "reckoned");
  }
  square(start, "crew");
  name(start);
}

function drawMap(known, now) {
  const map = find("map");
  map.replaceChildren();
  if (position === null) make(map, "text", { x: 24, y: 32 }, "电梯位置未登记 The lift's position is not recorded");
  for (const [i, crew] of known.crews.entries()) drawCrew(map, crew, now, 5 + 14 * (i % 2));
  if (position === null) return;
  const at = project(position);
  make(map, "circle", { cx: at.x, cy: at.y, r: 9, class: known.freed ? "lift out" : "lift" });
  make(map, "text", { x: at.x - 9, y: at.y + 26 }, incident.place);
}

const limit = (words, at, now) =>
  `${words} ${inChina.format(at)} ${now > at ? `超时 overdue ${span(now - at)}` : `余 left ${span(at - now)}`}`;

function crewLines(crew, now) {
  const road = `路程 road ${Math.max(1, Math.round(crew.etaSeconds / 60))} min${crew.estimated ? "（估算 estimate）" : ""}`;
  const place = crew.from === null ? ["派单时位置未记录 position when asked not recorded"] : [];
  if (crew.status === "asked") return [road, limit("接单时限 answer by", crew.respondBy, now), ...place];
  if (crew.status !== "accepted" || crew.expectedAt === null) return [road, ...place];
  const latest = crew.arriveBy === null ? [] : [limit("最迟 latest", crew.arriveBy, now)];
  return [road, limit("预计到达 expected", crew.expectedAt, now), ...latest, ...place];
}

function tellKnown(known, now) {
  const people = known.persons === null ? "人数不详 number unknown" : `${known.persons} 人 people`;
  const hurt = known.injured ? [`伤 injured ${known.injured}`] : [];
  const end = known.closed ? ["已结案 closed"] : known.freed ? ["已解救 out"] : [];
  find("facts").textContent = [people, ...hurt, `${known.level} 级 level ${known.level}`, ...end].join(" · ");
  const list = find("crews");
  list.replaceChildren();
  if (known.crews.length === 0) make(list, "li", {}, "还没有派单 Nobody asked yet");
  for (const crew of known.crews) {
    const item = make(list, "li");
    make(item, "strong", {}, `${crew.name} ${crew.organisation}`);
    make(item, "div", {}, statusWords[crew.status]);
    for (const line of crewLines(crew, now)) make(item, "div", line.includes("超时") ? { class: "over" } : {}, line);
  }
}

const empty = { level: 1, persons: null, injured: null, freed: false, closed: false, crews: [] };
function show(now) {
  const at = steps.findLastIndex(({ knownAt }) => knownAt <= now);
  const known = at < 0 ? empty : steps[at].known;
  find("slider").value = String(now - openedAt);
  find("clock").textContent = `${inChina.format(now)}  +${span(now - openedAt)}`;
  drawMap(known, now);
  tellKnown(known, now);
  for (const [i, item] of [...find("steps").children].entries())
    item.className = i === at ? "now" : i > at ? "later" : "";
}

for (const [i, step] of steps.entries()) {
  const button = make(make(find("steps"), "li"), "button", { type: "button" });
  make(button, "span", { class: "since" }, `${times[i].at} +${step.since} `);
  make(button, "span", {}, step.text.zh);
  if (step.text.en !== step.text.zh) make(button, "div", { class: "en" }, step.text.en);
  const remark = step.remark === null ? "" : `${step.remark.zh} ${step.remark.en}（${times[i].knownAt}）`;
  const who = step.actor.zh === step.actor.en ? step.actor.zh : `${step.actor.zh} ${step.actor.en}`;
  make(button, "div", { class: "since" }, [who, remark].filter((each) => each !== "").join(" · "));
  button.addEventListener("click", () => show(step.knownAt));
}
find("slider").max = String(Math.ceil((lastAt - openedAt) / 1000) * 1000);
find("slider").addEventListener("input", (event) => show(openedAt + Number(event.target.value)));
show(openedAt);
