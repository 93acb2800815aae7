import { writeFile } from "node:fs/promises";
import { minutes } from "../../src/kernel/clock.ts";
import { type IncidentFile, incidentFile, incidentList } from "../../src/rooms/rescue/contract.ts";
import type { Answer, Command } from "./command.ts";
import { CommandError, type Connection, connect } from "./connection.ts";
import { replayPage } from "./rescue-replay/page.ts";
import { printUnfolded } from "./rescue-replay/print.ts";
import { unfold } from "./rescue-replay/unfold.ts";

/** An incident as it unfolded, with what the platform knew at each moment: what its page shows, in order of time. */
export const rescueReplayCommand: Command = {
  name: "rescue replay",
  parameters: [{ name: "INCIDENT" }],
  takes: ["html"],
  help: [
    "按时间重现一起警情：每一步、当时所知（派给谁、谁拒单、预计几分钟、位置、时限），时间为北京时间。",
    "An incident as it unfolded: each step, and what was known then (who was asked, who refused, predicted minutes, positions, clocks), in China's time.",
    "INCIDENT: 警情编号（20261127-0001）或网址里的 id。 Its number, or its id in the page's address. A joined or closed one too.",
    "--html: 写一个独立网页，有地图和时间滑块，不访问任何网络。 One page of its own with a drawn map and a slider over time; it asks the network for nothing.",
    "只显示记录过的位置；不含电话号码。 Positions only as recorded; no telephone numbers.",
  ],
  run: ([which = ""], { html }) => replay(which, html),
};

async function replay(which: string, html: string | undefined): Promise<Answer> {
  // This process only prints: all its times are China's.
  process.env.TZ = "Asia/Shanghai";
  const incident = unfold(await fileOf(await connect(), which));
  if (html === undefined) return { lines: printUnfolded(incident), json: incident, ok: true };
  await writeFile(html, replayPage(incident)).catch((error: unknown) => {
    throw new CommandError(`写不了 ${html}。 cannot be written: ${error instanceof Error ? error.message : error}`);
  });
  return { lines: [...printUnfolded(incident), "", `→ ${html}`], json: incident, ok: true };
}

const dayMs = minutes(24 * 60);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const number = /^(\d{4})(\d\d)(\d\d)-\d+$/;

async function fileOf(server: Connection, which: string): Promise<IncidentFile> {
  const id = uuid.test(which) ? which : await idOf(server, which);
  return incidentFile.parse(await server.call("GET", `/api/v1/incidents/${id}`));
}

/** The number names the day on which it was opened; a day to either side for a clock that was set meanwhile. */
async function idOf(server: Connection, no: string): Promise<string> {
  const [, year, month, day] = number.exec(no) ?? [];
  const start = Date.parse(`${year}-${month}-${day}T00:00:00+08:00`);
  if (Number.isNaN(start))
    throw new CommandError(
      `「${no}」不是警情编号（如 20261127-0001）。 "${no}" is no incident's number, such as 20261127-0001.`,
    );
  const span = `state=all&limit=200&from=${start - dayMs}&to=${start + 2 * dayMs}`;
  for (let after = ""; ; ) {
    const page = incidentList.parse(await server.call("GET", `/api/v1/incidents?${span}${after}`));
    const found = page.incidents.find((row) => row.no === no);
    if (found !== undefined) return found.id;
    if (page.next === null) throw new CommandError(`没有警情 ${no}。 There is no incident ${no}.`);
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
