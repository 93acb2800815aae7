import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { crewList } from "../src/rooms/crews/contract.ts";
import type { Role, scope } from "../src/rooms/identity/contract.ts";
import { type Api, ApiError, untilAnswered } from "./api.ts";
import type { CityCrew } from "./city/city.ts";
import { save } from "./devices/enrol.ts";

/** Accounts of the simulated city, in a file of the data folder that only its owner can read. */
const accountShape = z.object({
  login: z.string(),
  password: z.string(),
  /** The crew that it belongs to. */
  crewCode: z.string().nullable(),
  made: z.boolean(),
  session: z.string().optional(),
});
export type DemoAccount = z.infer<typeof accountShape>;

export type AccountBook = {
  readonly of: (login: string) => DemoAccount;
  readonly keepSession: (login: string, session: string) => void;
};

export type Wanted = {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: z.infer<typeof scope>;
  readonly crewCode: string | null;
};

const argumentOf = (account: Wanted, password: string) => ({
  login: account.login,
  name: account.name,
  password,
  role: account.role,
  scope: account.scope,
});

/** The accounts for whoever visits the demonstration, and one for every simulated crew; `visitorsCrew` stays the visitor's. */
export async function wantedAccounts(api: Api, crews: readonly CityCrew[], visitorsCrew: string): Promise<Wanted[]> {
  const known = await api.get("/api/v1/crews", crewList);
  const idOf = new Map(known.crews.map((crew) => [crew.code, crew.id]));
  const everything = { kind: "everything" } as const;
  const office: Wanted[] = [
    { login: "desk-demo", name: "示范处置专员", role: "dispatcher", scope: everything, crewCode: null },
    { login: "officer-demo", name: "示范监察人员", role: "officer", scope: everything, crewCode: null },
    { login: "admin-demo", name: "示范管理员", role: "administrator", scope: everything, crewCode: null },
  ];
  const field = crews.map((crew): Wanted => {
    const id = idOf.get(crew.code);
    if (id === undefined) throw new Error(`crew ${crew.code} was not imported`);
    const login = crew.code === visitorsCrew ? "crew-demo" : `crew-${crew.code.toLowerCase()}`;
    return { login, name: crew.name, role: "crew", scope: { kind: "crew", id }, crewCode: crew.code };
  });
  return [...office, ...field.sort((a, b) => Number(b.login === "crew-demo") - Number(a.login === "crew-demo"))];
}

/** Opens (or makes) the book of accounts, with a password of its own for each. */
export function openAccountBook(file: string): AccountBook & {
  readonly make: (api: Api, wanted: readonly Wanted[]) => Promise<void>;
} {
  const accounts = new Map(read(file).map((account) => [account.login, account]));
  const keep = (): void => save(file, [...accounts.values()]);
  const of = (login: string): DemoAccount => {
    const account = accounts.get(login);
    if (account === undefined) throw new Error(`no account ${login} in ${file}`);
    return account;
  };
  return {
    of,
    keepSession: (login, session) => {
      accounts.set(login, { ...of(login), session });
      keep();
    },
    make: async (api, wanted) => {
      for (const each of wanted)
        if (!accounts.has(each.login))
          accounts.set(each.login, {
            login: each.login,
            password: newPassword(),
            crewCode: each.crewCode,
            made: false,
          });
      keep(); // before they are made: an account whose password is lost could never be used
      for (const each of wanted) await makeAccount(api, each, of(each.login));
      for (const each of wanted) accounts.set(each.login, { ...of(each.login), made: true });
      keep();
    },
  };
}

async function makeAccount(api: Api, wanted: Wanted, account: DemoAccount): Promise<void> {
  if (account.made) return;
  const signal = AbortSignal.timeout(120_000);
  try {
    await untilAnswered(() => api.post("/api/v1/accounts", argumentOf(wanted, account.password), z.unknown()), signal);
  } catch (error) {
    // Made before, in a start that was cut short: its password is in the book.
    if (!(error instanceof ApiError && error.code === "IDENTITY_LOGIN_TAKEN")) throw error;
  }
  await sleep(0);
}

const read = (file: string): readonly DemoAccount[] =>
  existsSync(file) ? z.array(accountShape).parse(JSON.parse(readFileSync(file, "utf8"))) : [];

/** Fourteen letters and digits without those that look alike, to be typed from a console. */
function newPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const part = (): string => Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join("");
  return `${part()}-${part()}-${part()}`;
}
