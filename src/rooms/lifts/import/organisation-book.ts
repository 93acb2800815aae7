import { hash } from "node:crypto";
import { isCreditCode } from "../../../kernel/credit-code.ts";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import { comparable } from "../../../platform/imports/tidy-text.ts";
import type { OrganisationKind } from "../../identity/contract.ts";
import { loadOrganisationNames, makeOrganisations, type NewOrganisation } from "../../identity/index.ts";
import type { PartyRole } from "../contract.ts";
import type { GivenParty } from "./lift-row.ts";

const kindOfRole: Readonly<Record<PartyRole, OrganisationKind>> = {
  owner: "owner",
  "use-unit": "use-unit",
  maintenance: "maintenance",
  maker: "maker",
  installer: "installer",
};
const examplesMax = 20;
/** Cells are slices of large blocks of the file: what is kept must not keep the block. */
const copied = (text: string): string => Buffer.from(text).toString();

/** So many answers are remembered: the same few hundred units stand in a million rows. */
const answersMax = 20_000;

type PartyOfRow = { readonly party: GivenParty; readonly regionCode: string };
export type WantedOrganisation = {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string;
};

/**
 * Which organisation a file means: by its credit code, then by its exact name apart from width and blanks. Who is not known is made,
 * under its credit code or a code of its own (`LOCAL-…`, the same for the same name), and told of in the report.
 */
export class OrganisationBook {
  readonly #byCode = new Map<string, OrganisationId>();
  /** Null: several have the name. */
  readonly #byName = new Map<string, OrganisationId | null>();
  readonly #answers = new Map<string, OrganisationId>();
  #pending: { readonly wanted: WantedOrganisation; readonly id: OrganisationId }[] = [];
  readonly #examples: string[] = [];
  #made = 0;

  async load(db: Db): Promise<void> {
    for (const { id, code, name } of await loadOrganisationNames(db as Tx)) this.#note(id, code, name);
  }

  /** @returns whether the name was somebody's before. */
  #note(id: OrganisationId, code: string, name: string): boolean {
    this.#byCode.set(copied(code.toUpperCase()), id);
    const key = copied(comparable(name));
    const before = this.#byName.get(key);
    this.#byName.set(key, before === undefined || before === id ? id : null);
    return before !== undefined;
  }

  /** Undefined when it has to be made. */
  find(party: Pick<GivenParty, "code" | "name">): OrganisationId | undefined {
    const asked = `${party.code}\n${party.name}`;
    const answered = this.#answers.get(asked);
    if (answered !== undefined) return answered;
    const found = this.#look(party);
    if (found !== undefined && this.#answers.size < answersMax) this.#answers.set(asked, found);
    return found;
  }

  #look(party: Pick<GivenParty, "code" | "name">): OrganisationId | undefined {
    const known = party.code === "" ? undefined : this.#byCode.get(party.code);
    if (known !== undefined || party.name === "" || isCreditCode(party.code)) return known;
    return this.#byName.get(comparable(party.name)) ?? this.#byCode.get(localCode(party.name));
  }

  /** All parties of a batch are there afterwards; those newly made hold from `settled(true)` on. */
  async ensure(tx: Tx, parties: Iterable<PartyOfRow>): Promise<void> {
    await this.make(tx, this.want(parties));
  }

  /** Those that nobody knows yet; no database. */
  want(parties: Iterable<PartyOfRow>): readonly WantedOrganisation[] {
    const wanted = new Map<string, WantedOrganisation>();
    for (const { party, regionCode } of parties) {
      if (this.find(party) !== undefined) continue;
      const made = wantedOf(party, regionCode);
      if (!wanted.has(made.code)) wanted.set(made.code, made);
    }
    return [...wanted.values()];
  }

  async make(tx: Tx, list: readonly WantedOrganisation[]): Promise<void> {
    if (list.length === 0) return;
    const ids = await makeOrganisations(
      tx,
      list.map((each) => ({ ...each, dutyPhone: null })),
    );
    for (const each of list) {
      const id = ids.get(each.code);
      if (id !== undefined) this.#pending.push({ wanted: each, id });
    }
    for (const { wanted: each, id } of this.#pending) this.#note(id, each.code, each.name);
    this.#answers.clear();
  }

  /** Gives an id to whom nobody knows: who is drawn must be written before whoever it serves. */
  findOrDraw(party: GivenParty, regionCode: string, drawn: NewOrganisation[]): OrganisationId {
    const known = this.find(party);
    if (known !== undefined) return known;
    const made = { ...wantedOf(party, regionCode), dutyPhone: null, id: newId<"organisation">() };
    if (this.#note(made.id, made.code, made.name)) this.#answers.clear();
    this.#count([made]);
    drawn.push(made);
    return this.find(party) ?? made.id;
  }

  settled(committed: boolean): void {
    if (committed) this.#count(this.#pending.map(({ wanted }) => wanted));
    else {
      this.#answers.clear();
      for (const { wanted } of this.#pending) {
        this.#byCode.delete(wanted.code.toUpperCase());
        this.#byName.delete(comparable(wanted.name));
      }
    }
    this.#pending = [];
  }

  #count(made: readonly WantedOrganisation[]): void {
    this.#made += made.length;
    for (const { name } of made) if (this.#examples.length < examplesMax) this.#examples.push(copied(name));
  }

  /** How many were made, and the first names. */
  made(): { readonly count: number; readonly examples: readonly string[] } {
    return { count: this.#made, examples: this.#examples };
  }
}

const wantedOf = ({ role, code, name }: GivenParty, regionCode: string): WantedOrganisation => ({
  code: isCreditCode(code) || name === "" ? code : localCode(name),
  name: name || code,
  kind: kindOfRole[role],
  regionCode,
});

const localCode = (name: string): string =>
  `LOCAL-${hash("sha256", comparable(name), "hex").slice(0, 12).toUpperCase()}`;
