import { csvFormRefusals } from "../../../platform/files/csv-form.ts";
import type { RefusalTexts } from "../../../platform/http/route.ts";

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
    zh: "不能停用最后一名系统管理员。",
    en: "The last administrator cannot be disabled.",
  },
};
