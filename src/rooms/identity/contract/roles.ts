/** Permissions and roles of the whole house, with their words. Data only; browsers load it. */

/**
 * Every permission of the house. A route names one of these; which role holds which is `model/role-permissions.ts`, and
 * the test's oracle is a separate plain table.
 */
export const permissions = [
  "public",
  "session.own",
  "identity.manage",
  "identity.audit.read",
  "identity.organisations.read",
  "identity.organisations.edit",
  "identity.people.read",
  "identity.people.unmask",
  "identity.people.edit",
  "lifts.read",
  "lifts.edit",
  "lifts.order",
  "lifts.service",
  "lifts.import",
  "lifts.export",
  "lifts.print",
  "imports.read",
  "overview.read",
  "ledger.checkpoint.read",
  "ledger.checkpoint.sign",
  "ledger.correct",
  "platform.backup",
  "devices.read",
  "devices.enrol",
  "devices.dock",
  "devices.replay",
  "crews.read",
  "crews.import",
  "crews.own",
  "rescue.read",
  "rescue.dispatch",
  "rescue.crew",
  "rescue.report",
  "rescue.accidents.judge",
  "rescue.numbers.read",
  "rescue.outbox.read",
  "rescue.settings.read",
  "rescue.settings.edit",
  "rescue.retention.edit",
  "centre.system.read",
  "centre.paper.read",
  "centre.check",
  "duties.read",
  "duties.edit",
  "duties.report",
] as const;
export type Permission = (typeof permissions)[number];

export const roles = [
  "administrator",
  "system-administrator",
  "security-administrator",
  "audit-administrator",
  "dispatcher",
  "officer",
  "street-office",
  "sector-department",
  "auditor",
  "maintenance-manager",
  "use-unit-manager",
  "inspector",
  "insurer",
  "rescue-station",
  "crew",
] as const;
export type Role = (typeof roles)[number];

export const scopeKinds = ["everything", "region", "sector", "organisation", "crew"] as const;
export type ScopeKind = (typeof scopeKinds)[number];

type RoleWords = {
  readonly zh: string;
  readonly en: string;
  /** What the holder does, for the page that explains the roles. */
  readonly doesZh: string;
  readonly doesEn: string;
  /** The kinds of scope in which the role may be given, for forms; the server holds to `model/role-permissions.ts`, a test compares. */
  readonly scopes: readonly ScopeKind[];
};
export const roleWords: Readonly<Record<Role, RoleWords>> = {
  administrator: {
    zh: "管理员（一人）",
    en: "administrator (single)",
    doesZh: "小单位由一人管理全部设置、账号和资料。改为三员制后此角色不再有效。",
    doesEn:
      "One person keeps settings, accounts and records of a small place. Counts no longer with three administrators.",
    scopes: ["everything"],
  },
  "system-administrator": {
    zh: "系统管理员",
    en: "system administrator",
    doesZh: "导入资料、接入设备、备份；不管账号，也看不到审计。",
    doesEn: "Imports, devices, backups; neither accounts nor audit.",
    scopes: ["everything"],
  },
  "security-administrator": {
    zh: "安全管理员",
    en: "security administrator",
    doesZh: "邀请人员、授予角色、解锁和停用账号、定登录规则；不碰业务资料。",
    doesEn: "Invites people, gives roles, unlocks and disables accounts, sets the rules of log-in; touches no records.",
    scopes: ["everything"],
  },
  "audit-administrator": {
    zh: "审计管理员",
    en: "audit administrator",
    doesZh: "只看审计记录和台账签名。",
    doesEn: "Reads the audit and the signed checkpoints, nothing else.",
    scopes: ["everything"],
  },
  dispatcher: {
    zh: "处置专员",
    en: "dispatcher",
    doesZh: "接警、派人、跟到人员脱困；看得到完整电话。",
    doesEn: "Takes alarms, sends crews, stays until people are out; sees whole telephone numbers.",
    scopes: ["everything", "region"],
  },
  officer: {
    zh: "监察人员",
    en: "officer",
    doesZh: "管本辖区的电梯档案、单位和人员，导入、更正、导出，下达和解除停用、查封。",
    doesEn:
      "Keeps the register, organisations and people of a region: imports, corrects, exports; orders lifts to stop.",
    scopes: ["everything", "region"],
  },
  "street-office": {
    zh: "街道（乡镇）工作人员",
    en: "street office",
    doesZh: "查看本街道的电梯和缺口清单。",
    doesEn: "Sees the lifts of its street or township and what is missing.",
    scopes: ["region"],
  },
  "sector-department": {
    zh: "行业主管部门",
    en: "department of a sector",
    doesZh: "查看本行业（如学校、医院）在本辖区的电梯。管行业必须管安全。",
    doesEn: "Sees the lifts of its sector (schools, hospitals, …) in a region.",
    scopes: ["sector"],
  },
  auditor: {
    zh: "督查人员",
    en: "auditor",
    doesZh: "全部只读，包括审计记录。",
    doesEn: "Reads everything, the audit too, and changes nothing.",
    scopes: ["everything"],
  },
  "maintenance-manager": {
    zh: "维保单位管理人员",
    en: "maintenance manager",
    doesZh: "查看本单位现在维保的电梯和本单位人员，登记停梯和恢复运行。",
    doesEn: "Sees the lifts that the unit maintains today, and its own people; says whether a lift runs.",
    scopes: ["organisation"],
  },
  "use-unit-manager": {
    zh: "使用单位安全管理人员",
    en: "use unit manager",
    doesZh: "查看本单位现在使用的电梯和本单位人员，登记停梯和恢复运行。",
    doesEn: "Sees the lifts that the unit answers for today, and its own people; says whether a lift runs.",
    scopes: ["organisation"],
  },
  inspector: {
    zh: "检验检测人员",
    en: "inspector",
    doesZh: "查看辖区或受理的电梯档案。",
    doesEn: "Sees the files of the lifts of a region or of those that the body serves.",
    scopes: ["organisation", "region"],
  },
  insurer: {
    zh: "保险机构人员",
    en: "insurer",
    doesZh: "查看本机构承保的电梯。",
    doesEn: "Sees the lifts that the insurer covers.",
    scopes: ["organisation"],
  },
  "rescue-station": {
    zh: "救援站点人员",
    en: "rescue station",
    doesZh: "查看辖区电梯和设备，准备救援。",
    doesEn: "Sees lifts and devices of its region, ready for a rescue.",
    scopes: ["organisation", "region"],
  },
  crew: {
    zh: "救援组",
    en: "crew",
    doesZh: "手机上接单、到达、救出。范围是它自己的救援组。",
    doesEn: "Accepts, arrives, frees, on the phone. Its scope is its own crew.",
    scopes: ["crew"],
  },
};
