import type { City } from "./city/city.ts";

export type Welcome = {
  readonly http: string;
  readonly mqtt: string;
  readonly carPage: string;
  readonly city: City;
  readonly accounts: readonly { readonly what: string; readonly login: string; readonly password: string }[];
  /** How to name the folder to `sp`, where it is not the default. */
  readonly dataDir: string;
};

/** The box that the demonstration prints when it is ready, Chinese first. */
export function welcomeBox({ http, mqtt, carPage, city, accounts, dataDir }: Welcome): string {
  const lines = [
    `升平 Shengping — 演示已就绪  the demo is ready`,
    "",
    `值守台    duty desk      ${http}/`,
    `救援人员  crew's phone   ${http}/field`,
    `轿厢页面  car's page     ${http}${carPage}`,
    `设备接入  devices        ${mqtt}`,
    `接口文档  API            ${http}/api/docs`,
    "",
    ...accounts.map(({ what, login, password }) => `${pad(what, 36)} ${pad(login, 13)} ${password}`),
    "",
    ...city.remarks.flatMap(({ zh, en }) => [zh, en]),
    "救援会自动发生；用 crew-demo 上班，即可亲自出警",
    "Rescues happen by themselves; go on duty as crew-demo to take part",
    `数据文件夹 data folder    ${dataDir}   (sp: SP_DATA_DIR=…)`,
    "按 Ctrl-C 结束  Ctrl-C ends it",
  ];
  const width = Math.max(...lines.map(columns));
  const bar = "─".repeat(width + 2);
  return [`┌${bar}┐`, ...lines.map((line) => `│ ${pad(line, width)} │`), `└${bar}┘`].join("\n");
}

/** Columns that a console takes for a text: Chinese signs take two. */
function columns(text: string): number {
  let sum = 0;
  for (const sign of text)
    sum += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(sign)
      ? 2
      : 1;
  return sum;
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - columns(text)));
