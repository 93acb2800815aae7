/** What a command answers: lines for people, one value for programs, and whether all is well. */
export type Answer = { readonly lines: readonly string[]; readonly json: unknown; readonly ok: boolean };

/** Options that only some commands take. */
export type Options = {
  readonly publicKey: string | undefined;
  /** Of the commands that name them in `takes`. */
  readonly to?: string | undefined;
  readonly user?: string | undefined;
  readonly logical?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly dialect?: string | undefined;
  readonly lift?: string | undefined;
  readonly watch?: boolean | undefined;
  readonly every?: string | undefined;
  readonly voice?: string | undefined;
  readonly save?: string | undefined;
  readonly lifts?: string | undefined;
  readonly speed?: string | undefined;
  readonly code?: string | undefined;
  readonly login?: string | undefined;
  readonly url?: string | undefined;
  readonly rate?: string | undefined;
  readonly html?: string | undefined;
};
export type OptionName =
  | "to"
  | "user"
  | "logical"
  | "dry-run"
  | "dialect"
  | "lift"
  | "watch"
  | "every"
  | "voice"
  | "save"
  | "lifts"
  | "speed"
  | "code"
  | "login"
  | "url"
  | "rate"
  | "html";

export type Command = {
  /** Words that call it: `devices enrol`. */
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly optional?: boolean }[];
  readonly help: readonly string[];
  /** Whether it takes `--public-key FILE`. */
  readonly takesKey?: boolean;
  readonly takes?: readonly OptionName[];
  readonly run: (args: readonly string[], options: Options) => Promise<Answer>;
};
