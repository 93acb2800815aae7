import { parseArgs } from "node:util";
import { RestoreError } from "../src/platform/backup/restore-error.ts";
import { ConfigError } from "../src/platform/config/config.ts";
import { EmbeddedPostgresError } from "../src/platform/database/embedded-postgres.ts";
import type { Command, OptionName } from "./sp/command.ts";
import { commands } from "./sp/commands.ts";
import { CommandError } from "./sp/connection.ts";

/** `sp <command> [arguments] [--json] [--help]`: administration of the platform whose data folder SP_DATA_DIR names. */
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

const optionUsage: Readonly<Record<OptionName, string>> = {
  to: "[--to TIME]",
  user: "[--user NAME]",
  logical: "[--logical]",
  "dry-run": "[--dry-run]",
  dialect: "[--dialect NAME]",
  lift: "--lift CODE",
  watch: "[--watch]",
  every: "[--every SECONDS]",
  voice: "[--voice NAME]",
  save: "[--save FILE]",
  lifts: "--lifts FILE.csv",
  speed: "[--speed TIMES]",
  code: "[--code CODE]",
  login: "[--login FILE]",
  url: "[--url ADDRESS]",
  rate: "[--rate PER-SECOND]",
  html: "[--html FILE]",
};
const optionNames = Object.keys(optionUsage) as OptionName[];
const takes = (command: Command, name: OptionName): boolean => command.takes?.includes(name) === true;

const usageOf = (command: Command): string =>
  `sp ${[
    command.name,
    ...command.parameters.map(({ name, optional }) => (optional ? `[${name}]` : name)),
    ...(command.takesKey ? ["[--public-key KEY.pem]"] : []),
    ...(command.takes ?? []).map((name) => optionUsage[name]),
  ].join(" ")}`;

const overview = (): string[] => [
  "用法 usage: sp <command> [--json] [--help]",
  ...commands.map((command) => `  ${usageOf(command)}`),
  "设置 settings: SP_DATA_DIR (./data)",
];

/** Command names are one or two words. */
function find(words: readonly string[]): { command: Command; args: string[] } | undefined {
  for (const command of commands) {
    const name = command.name.split(" ");
    if (name.every((word, i) => words[i] === word)) return { command, args: words.slice(name.length) };
  }
  return undefined;
}

async function main(argv: readonly string[]): Promise<number> {
  const options = {
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
    "public-key": { type: "string" },
    to: { type: "string" },
    user: { type: "string" },
    logical: { type: "boolean" },
    "dry-run": { type: "boolean" },
    dialect: { type: "string" },
    lift: { type: "string" },
    watch: { type: "boolean" },
    every: { type: "string" },
    voice: { type: "string" },
    save: { type: "string" },
    lifts: { type: "string" },
    speed: { type: "string" },
    code: { type: "string" },
    login: { type: "string" },
    url: { type: "string" },
    rate: { type: "string" },
    html: { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const found = find(positionals);
  if (found === undefined) {
    const asked = values.help === true || positionals.length === 0;
    print(asked ? overview() : [`没有这个命令。 There is no command "${positionals.join(" ")}".`, ...overview()]);
    return asked ? 0 : 2;
  }
  const { command, args } = found;
  if (values.help === true) {
    print([usageOf(command), ...command.help]);
    return 0;
  }
  const needed = command.parameters.filter(({ optional }) => optional !== true).length;
  const publicKey = values["public-key"];
  const misplacedKey = publicKey !== undefined && command.takesKey !== true;
  const misplaced = misplacedKey || optionNames.some((name) => values[name] !== undefined && !takes(command, name));
  if (args.length < needed || args.length > command.parameters.length || misplaced) {
    process.stderr.write(`用法 usage: ${usageOf(command)}\n`);
    return 2;
  }
  const { "dry-run": dryRun, "public-key": _key, json: _json, help: _help, ...others } = values;
  const answer = await command.run(args, { publicKey, dryRun, ...others });
  print(values.json === true ? [JSON.stringify(answer.json)] : answer.lines);
  return answer.ok ? 0 : 1;
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof RestoreError || error instanceof EmbeddedPostgresError;

/** Mistakes of whoever typed the command are one sentence; a bug shows its stack. */
function explain(error: unknown): number {
  const mistyped = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const known = mistyped || error instanceof CommandError || error instanceof ConfigError || isRefusal(error);
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  return mistyped ? 2 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
