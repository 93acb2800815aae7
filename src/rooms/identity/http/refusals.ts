import { csvFormRefusals } from "../../../platform/files/csv-form.ts";
import type { RefusalTexts } from "../../../platform/http/route.ts";

const secondStepRefusals: RefusalTexts = {
  IDENTITY_CODE_NEEDED: { status: 401, zh: "请输入动态口令。", en: "Please enter the code of your second step." },
  IDENTITY_CODE_WRONG: {
    status: 401,
    zh: "动态口令不对，或已经用过，请等下一个。",
    en: "The code is wrong or was used before; wait for the next one.",
  },
  IDENTITY_PROOF_WRONG: { status: 422, zh: "密码或动态口令不对。", en: "The password or the code is wrong." },
  IDENTITY_REAUTHENTICATE: {
    status: 403,
    zh: "此操作须再次确认身份，请输入密码或动态口令。",
    en: "This needs a fresh proof that it is you: password or code.",
  },
  IDENTITY_TOTP_SET: { status: 409, zh: "动态口令已经启用。", en: "The second step is in force already." },
  IDENTITY_TOTP_NOT_BEGUN: { status: 409, zh: "还没有设置动态口令。", en: "There is no second step yet." },
  IDENTITY_TOTP_REQUIRED: {
    status: 409,
    zh: "您的角色必须使用动态口令，不能取消。",
    en: "Your role demands the second step; it cannot be taken away.",
  },
  IDENTITY_PASSWORD_COMMON: {
    status: 422,
    zh: "这个密码太常见，请换一个。",
    en: "This password is too common; choose another.",
  },
  IDENTITY_PASSWORD_IS_LOGIN: {
    status: 422,
    zh: "密码不能与登录名相近。",
    en: "The password must not be like the log-in name.",
  },
  IDENTITY_INVITATION_VOID: {
    status: 410,
    zh: "此邀请链接已失效：用过、撤回或超过 72 小时。请向管理员另要一个。",
    en: "This link is no longer good: used, taken back, or older than 72 hours. Ask the administrator for another.",
  },
};

const administratorRefusals: RefusalTexts = {
  IDENTITY_ADMINISTRATORS_APART: {
    status: 409,
    zh: "系统、安全、审计三员必须由不同的人担任。",
    en: "System, security and audit administrator must be different people.",
  },
  IDENTITY_MODE_THREE: {
    status: 409,
    zh: "已实行三员制，一人管理员不再有效。",
    en: "There are three administrators now; the single administrator counts no more.",
  },
  IDENTITY_THREE_MISSING: {
    status: 409,
    zh: "三员未齐，还缺：{roles}。",
    en: "The three are not complete; missing: {roles}.",
  },
  IDENTITY_OWN_GRANTS: { status: 409, zh: "不能改自己的角色。", en: "Nobody changes his own roles." },
};

const registerRefusals: RefusalTexts = {
  IDENTITY_OUT_OF_SCOPE: {
    status: 403,
    zh: "不在您的管辖范围内。",
    en: "This lies outside your scope.",
  },
  IDENTITY_REGION_UNKNOWN: { status: 422, zh: "没有这个行政区划。", en: "There is no such region." },
  IDENTITY_CODE_TAKEN: {
    status: 409,
    zh: "代码 {code} 已被另一单位使用。",
    en: "Another organisation has the code {code}.",
  },
  IDENTITY_PARENT_UNKNOWN: { status: 422, zh: "没有这个上级单位。", en: "There is no such parent organisation." },
  IDENTITY_PARENT_LOOP: {
    status: 422,
    zh: "上级单位不能是它自己或它的下级。",
    en: "An organisation cannot stand below itself.",
  },
  IDENTITY_ORGANISATION_UNKNOWN: { status: 422, zh: "没有这个单位。", en: "There is no such organisation." },
  IDENTITY_PERSON_UNKNOWN: { status: 422, zh: "没有这个人员。", en: "There is no such person." },
  IDENTITY_CERTIFICATE_OF_OTHER: {
    status: 409,
    zh: "这个证书编号已登记在另一人名下。",
    en: "A certificate of this number stands under another person.",
  },
};

/** What identity refuses, in words. The forms' refusals are told here for every room that imports. */
export const refusals: RefusalTexts = {
  ...csvFormRefusals,
  IDENTITY_LOGIN_WRONG: { status: 401, zh: "用户名或密码不对。", en: "The log-in name or the password is wrong." },
  IDENTITY_LOGIN_LOCKED: {
    status: 429,
    zh: "输错次数过多，请 15 分钟后再试。",
    en: "Too many wrong passwords; please try again in 15 minutes.",
  },
  IDENTITY_BUSY: {
    status: 503,
    zh: "登录人数过多，请稍后再试。",
    en: "Too many people are logging in; please try again shortly.",
  },
  IDENTITY_NOT_A_PERSON: { status: 409, zh: "此操作需要以个人身份登录。", en: "This needs a person's log-in." },
  IDENTITY_SETUP_DONE: { status: 409, zh: "系统已完成初始设置。", en: "The platform has been set up already." },
  IDENTITY_SETUP_TOKEN_WRONG: {
    status: 403,
    zh: "一次性口令不对，请看启动平台的控制台。",
    en: "The one-time token is wrong; see the console where the platform was started.",
  },
  IDENTITY_LOGIN_TAKEN: { status: 409, zh: "登录名 {login} 已被使用。", en: "The log-in name {login} is taken." },
  IDENTITY_SCOPE_NOT_FOR_ROLE: {
    status: 422,
    zh: "此角色不能授予这种范围。",
    en: "The role {role} cannot be given for a scope of the kind {scope}.",
  },
  IDENTITY_SCOPE_UNKNOWN: {
    status: 422,
    zh: "没有这个行政区划或单位。",
    en: "There is no such region or organisation.",
  },
  IDENTITY_LAST_ADMINISTRATOR: {
    status: 409,
    zh: "这是最后一名管理员，不能停用，也不能收回角色。",
    en: "This is the last administrator; neither the account nor the role can be taken away.",
  },
  ...secondStepRefusals,
  ...administratorRefusals,
  ...registerRefusals,
};
