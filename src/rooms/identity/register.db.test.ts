import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import { newId, type OrganisationId } from "../../kernel/ids.ts";
import type { Principal, Scope } from "../../kernel/principal.ts";
import type { Result } from "../../kernel/result.ts";
import { importOrganisations } from "./actions/import-organisations.ts";
import { importRegions } from "./actions/import-regions.ts";
import { addAlias, endOrganisation, type OrganisationFields, saveOrganisation } from "./actions/save-organisation.ts";
import {
  endCertificate,
  endPerson,
  type PersonFields,
  saveCertificate,
  savePerson,
  unmaskPerson,
} from "./actions/save-person.ts";
import { organisationKindNames, organisationKinds } from "./contract.ts";
import { scopesOf } from "./model/permits.ts";
import { listOrganisations, organisationFileOf } from "./views/list-organisations.ts";
import { listPeople, personFileOf } from "./views/list-people.ts";

const address = "127.0.0.1";
const everything: Scope = { kind: "everything" };
const holder = (role: string, scope: Scope = everything): Principal => ({
  kind: "key",
  keyId: `test-${role}`,
  name: role,
  grants: [{ role, scope }],
});
const key = holder("administrator");
const west = holder("officer", { kind: "region", code: "330106" });
const east = holder("officer", { kind: "region", code: "330108" });

let house: RoomPlatform;
beforeAll(async () => {
  house = await openRoomPlatform(["identity"]);
  const csv =
    "code,name,parent\n330000,浙江省,100000\n330100,杭州市,330000\n330106,西湖区,330100\n330108,滨江区,330100\n";
  await importRegions(house.platform, { csv, principal: key, address });
});

const codeOf = (result: { ok: boolean; refusal?: { code: string } }): string => result.refusal?.code ?? "ok";
function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
const asker = (principal: Principal = key) => ({ principal, address, at: house.clock.now() });
const db = () => house.platform.database.db;
const today = "2026-11-23";
const fields = (code: string, more: Partial<OrganisationFields> = {}): OrganisationFields => ({
  code,
  name: `单位 ${code}`,
  kind: "property",
  regionCode: "330106",
  dutyPhone: null,
  address: null,
  postcode: null,
  parentId: null,
  ...more,
});
const make = async (code: string, more: Partial<OrganisationFields> = {}) =>
  value(await saveOrganisation(house.platform, { ...asker(), fields: fields(code, more) })).id;
const change = (id: string, given: OrganisationFields, principal = key) =>
  saveOrganisation(house.platform, { ...asker(principal), id, fields: given });
const fileOf = async (id: string) => {
  const file = await organisationFileOf(db(), id, { fullPhones: false, today });
  if (file === undefined) throw new Error("no file");
  return file;
};
const list = (query: object = {}) => listOrganisations(db(), { fullPhones: true, today, ...query });

describe("organisations", () => {
  test("every kind has words in both languages and can be kept", async () => {
    for (const kind of organisationKinds) {
      expect(organisationKindNames[kind].zh.length * organisationKindNames[kind].en.length).toBeGreaterThan(0);
      await make(`K-${kind}`, { kind });
    }
    expect((await list({ q: "K-" })).total).toBe(organisationKinds.length);
    expect(new Set(Object.values(organisationKindNames).map(({ zh }) => zh)).size).toBe(organisationKinds.length);
  });

  test("a name that is given up stays as a former one with its day, and is still found", async () => {
    const id = await make("R1", { name: "湖畔物业服务有限公司" });
    value(await change(id, fields("R1", { name: "湖畔城市服务有限公司" })));
    value(
      await addAlias(house.platform, { ...asker(), id, alias: { name: "湖畔", kind: "short", from: null, to: null } }),
    );
    const file = await fileOf(id);
    expect(file.aliases).toMatchObject([
      { name: "湖畔", kind: "short", to: null },
      { name: "湖畔物业服务有限公司", kind: "former", to: today },
    ]);
    expect((await list({ q: "湖畔物业" })).organisations.map((each) => each.name)).toEqual(["湖畔城市服务有限公司"]);
  });

  test("parents and children, never in a circle", async () => {
    const top = await make("P1");
    const middle = await make("P2", { parentId: top });
    const low = await make("P3", { parentId: middle });
    expect(codeOf(await change(top, fields("P1", { parentId: low })))).toBe("IDENTITY_PARENT_LOOP");
    expect(codeOf(await change(top, fields("P1", { parentId: top })))).toBe("IDENTITY_PARENT_LOOP");
    expect(codeOf(await change(top, fields("P1", { parentId: newId() })))).toBe("IDENTITY_PARENT_UNKNOWN");
    const file = await fileOf(middle);
    expect([file.parent?.id, file.children.map((each) => each.id)]).toEqual([top, [low]]);
  });

  test("is ended, never removed: out of the list, still readable", async () => {
    const id = await make("E1");
    value(await endOrganisation(house.platform, { ...asker(), id, on: "2026-11-22" }));
    expect((await list({ q: "E1" })).total).toBe(0);
    expect((await list({ q: "E1", ended: "only" })).total).toBe(1);
    expect((await fileOf(id)).endedOn).toBe("2026-11-22");
    value(await endOrganisation(house.platform, { ...asker(), id, on: today }));
    expect((await list({ q: "E1" })).total).toBe(1);
  });

  test("an officer keeps those of his region only, and cannot move one in or out", async () => {
    const id = await make("S1");
    expect(codeOf(await change(id, fields("S1"), west))).toBe("ok");
    expect(codeOf(await change(id, fields("S1"), east))).toBe("IDENTITY_OUT_OF_SCOPE");
    expect(codeOf(await change(id, fields("S1", { regionCode: "330108" }), west))).toBe("IDENTITY_OUT_OF_SCOPE");
    expect(codeOf(await change(id, fields("S1", { regionCode: "330108" }), east))).toBe("IDENTITY_OUT_OF_SCOPE");
    const csv = "code,name,kind,region,duty_phone\nS1,改名,property,330106,\nS2,新来,property,330108,\n";
    const report = value(await importOrganisations(house.platform, { csv, principal: east, address }));
    expect(report).toMatchObject({ created: 1, refused: [{ row: 1, code: "IDENTITY_OUT_OF_SCOPE" }] });
  });

  test("a code is one organisation's; a phone that is left out stays", async () => {
    const id = await make("C1", { dutyPhone: "13812345678" });
    expect(codeOf(await saveOrganisation(house.platform, { ...asker(), fields: fields("C1") }))).toBe(
      "IDENTITY_CODE_TAKEN",
    );
    const { dutyPhone: _, ...without } = fields("C1", { name: "改了名" });
    value(await change(id, without));
    expect((await list({ q: "改了名" })).organisations).toMatchObject([{ dutyPhone: "13812345678" }]);
    expect((await fileOf(id)).dutyPhone).toBe("138****5678");
  });

  test("pages of two hundred follow each other without gap or repetition", async () => {
    for (let n = 0; n < 405; n += 1)
      await sql`insert into identity.organisation (id, code, name, kind, region_code)
        values (${newId()}, ${`PAGE${n}`}, ${`连锁 ${n % 7} (%_.)`}, 'property', '330106')`.execute(db());
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await list({ q: "连锁", after });
      expect(page.total).toBe(405);
      seen.push(...page.organisations.map((each) => each.code));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([405, 405]);
    expect((await list({ q: "连锁", after: "not a mark" })).organisations).toHaveLength(200);
  });
});

describe("people", () => {
  const about = (name: string, organisationId: string | null, more: Partial<PersonFields> = {}): PersonFields => ({
    name,
    organisationId,
    position: null,
    ...more,
  });
  const enter = async (given: PersonFields) =>
    value(await savePerson(house.platform, { ...asker(), fields: given })).id;
  const viewerOf = (principal: Principal, fullPhones = false) => ({
    scopes: scopesOf(principal, "identity.people.read"),
    fullPhones,
    today,
  });
  const names = async (principal: Principal, query: object = {}) =>
    (await listPeople(db(), viewerOf(principal), { ended: "no", ...query })).people.map((each) => each.name);
  const paper = (number: string, validTo: string | null) => ({
    kind: "T" as const,
    number,
    issuer: "平海省市场监管局",
    validFrom: "2023-01-01",
    validTo,
  });

  test("are seen by region, by organisation, or not at all", async () => {
    const [here, there] = [await make("V1"), await make("V2", { regionCode: "330108" })];
    for (const [name, organisation] of [
      ["赵西", here],
      ["钱东", there],
      ["孙无", null],
    ] as const)
      await enter(about(name, organisation));
    const unit = holder("maintenance-manager", { kind: "organisation", id: here as OrganisationId });
    expect(await names(key)).toEqual(expect.arrayContaining(["赵西", "钱东", "孙无"]));
    expect(await names(west)).toEqual(["赵西"]);
    expect(await names(east)).toEqual(["钱东"]);
    expect(await names(unit)).toEqual(["赵西"]);
    expect(await names(holder("crew", { kind: "crew", id: newId() }))).toEqual([]);
  });

  test("personal data is masked, and each unmasking is written down with its reason, refused ones too", async () => {
    const organisation = await make("M1");
    const id = await enter(about("李明", organisation, { phone: "13812345678", identityNumber: "110101199001011234" }));
    value(await saveCertificate(house.platform, { ...asker(), id, certificate: paper("330106199001011234", null) }));
    const file = await personFileOf(db(), id, viewerOf(west));
    expect(file).toMatchObject({
      phone: "138****5678",
      identityNumber: "11**************34",
      certificates: [{ number: "33**************34", state: "none" }],
    });
    expect(await personFileOf(db(), id, viewerOf(key, true))).toMatchObject({
      phone: "13812345678",
      identityNumber: "11**************34",
    });
    const unmask = (principal: Principal, what: "phone" | "identity-number" | "certificates") =>
      unmaskPerson(house.platform, { ...asker(principal), id, what, why: "核对培训名单" });
    expect(value(await unmask(west, "phone"))).toEqual({ phone: "13812345678" });
    expect(value(await unmask(west, "identity-number"))).toEqual({ identityNumber: "110101199001011234" });
    expect(value(await unmask(west, "certificates"))).toMatchObject({
      certificates: [{ number: "330106199001011234" }],
    });
    expect(codeOf(await unmask(east, "phone"))).toBe("IDENTITY_OUT_OF_SCOPE");
    expect(codeOf(await unmask(holder("dispatcher"), "phone"))).toBe("IDENTITY_OUT_OF_SCOPE");
    const { rows } = await sql<{ actor: string; outcome: string; detail: string }>`
      select actor_name as actor, outcome, detail from identity.audit_row
      where act = 'identity.person-unmasked' and target = ${`identity/person/${id}`} order by id`.execute(db());
    expect(rows.map(({ actor, outcome }) => `${actor} ${outcome}`)).toEqual([
      "officer done",
      "officer done",
      "officer done",
      "officer refused",
      "dispatcher refused",
    ]);
    expect(JSON.parse(rows[0]?.detail ?? "")).toEqual({ what: "phone", why: "核对培训名单" });
    expect(rows.some(({ detail }) => detail.includes("13812345678"))).toBe(false);
  });

  test("what is left out stays: nobody must send back what he sees masked", async () => {
    const organisation = await make("M2");
    const id = await enter(about("周全", organisation, { phone: "13900001111", identityNumber: "110101199002022345" }));
    value(await savePerson(house.platform, { ...asker(west), id, fields: about("周全安", organisation) }));
    expect(await personFileOf(db(), id, viewerOf(key, true))).toMatchObject({ name: "周全安", phone: "13900001111" });
    expect(codeOf(await savePerson(house.platform, { ...asker(west), id, fields: about("x", null) }))).toBe(
      "IDENTITY_OUT_OF_SCOPE",
    );
    expect(codeOf(await savePerson(house.platform, { ...asker(east), id, fields: about("x", organisation) }))).toBe(
      "IDENTITY_OUT_OF_SCOPE",
    );
  });

  test("certificates: renewed by kind and number, one person's only, expired and soon found by filter", async () => {
    const organisation = await make("Z1");
    const enterWith = async (name: string, validTo: string | null) => {
      const id = await enter(about(name, organisation));
      value(await saveCertificate(house.platform, { ...asker(), id, certificate: paper(`N-${name}`, validTo) }));
      return id;
    };
    const old = await enterWith("过期", "2026-11-22");
    const soon = await enterWith("将到", "2027-01-22");
    await enterWith("还早", "2027-01-23");
    await enter(about("无证", organisation));
    const found = (certificate?: string) => names(key, { organisation, certificate });
    expect(await found("expired")).toEqual(["过期"]);
    expect(await found("soon")).toEqual(["将到"]);
    expect(await found("none")).toEqual(["无证"]);
    expect((await personFileOf(db(), old, viewerOf(key)))?.certificateState).toBe("expired");
    const taken = { ...asker(), id: soon, certificate: paper("N-过期", "2028-01-01") };
    expect(codeOf(await saveCertificate(house.platform, taken))).toBe("IDENTITY_CERTIFICATE_OF_OTHER");
    value(await saveCertificate(house.platform, { ...taken, id: old }));
    expect(await found("expired")).toEqual([]);
    const certificateId = (await personFileOf(db(), old, viewerOf(key)))?.certificates[0]?.id ?? "";
    value(await endCertificate(house.platform, { ...asker(), id: old, certificateId, on: today }));
    expect(await personFileOf(db(), old, viewerOf(key))).toMatchObject({
      certificateState: null,
      certificates: [{ endedOn: today }],
    });
    value(await endPerson(house.platform, { ...asker(), id: old, on: "2026-11-01" }));
    expect(await found()).not.toContain("过期");
    expect(await names(key, { organisation, ended: "only" })).toEqual(["过期"]);
  });
});
