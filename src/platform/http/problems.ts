import type { Refusal } from "../../kernel/result.ts";
import { type FieldWords, requestLine, requestWords } from "./request-words.ts";
import type { RefusalTexts } from "./route.ts";

/**
 * RFC 9457. `title` is Chinese, `titleEn` English; `code` is what programs look at. A bad request has `errors`, a line for
 * each field, and `detail`, the same in the asker's language.
 */
export type Problem = {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly titleEn: string;
  readonly detail?: string;
  readonly errors?: readonly FieldWords[];
};

const platformRefusals: RefusalTexts = {
  NOT_LOGGED_IN: { status: 401, zh: "请先登录。", en: "Please log in." },
  NOT_PERMITTED: { status: 403, zh: "您的角色没有此项权限。", en: "Your role does not permit this." },
  NOT_FOUND: { status: 404, zh: "没有找到。", en: "Not found." },
  INVALID_REQUEST: { status: 400, zh: "请求有误：{zh}", en: "The request is not right: {en}" },
  TOO_MANY_REQUESTS: {
    status: 429,
    zh: "请求太频繁，请稍后再试。",
    en: "Too many requests; please try again shortly.",
  },
  FOREIGN_ORIGIN: {
    status: 403,
    zh: "请求来自其他网站，已拒绝。",
    en: "The request came from another site and was refused.",
  },
  BODY_TOO_LARGE: { status: 413, zh: "内容过大，上限为 {max}。", en: "The body is too large: at most {max}." },
  UNAVAILABLE: {
    status: 503,
    zh: "系统暂时无法处理，请稍后重试。",
    en: "The system cannot do this right now; please try again.",
  },
  INTERNAL: { status: 500, zh: "系统内部错误，已记录。", en: "Internal error; it has been recorded." },
};

const fill = (text: string, params: Refusal["params"]): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? ""));

export function problemOf(refusal: Refusal, texts: RefusalTexts): Problem {
  const found = texts[refusal.code] ??
    platformRefusals[refusal.code] ?? { status: 409, zh: refusal.code, en: refusal.code };
  return {
    type: `urn:shengping:${refusal.code.toLowerCase().replaceAll("_", "-")}`,
    status: found.status,
    code: refusal.code,
    title: fill(found.zh, refusal.params),
    titleEn: fill(found.en, refusal.params),
  };
}

/** What the web server says of a request that it cannot take; `validation` is the validator's list, where it came so far. */
export type BadRequest = {
  readonly validation?: unknown;
  readonly validationContext?: unknown;
  readonly code?: string;
};

const unreadable: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { zh: "内容不是有效的 JSON", en: "the body is not valid JSON" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { zh: "没有内容", en: "the body is empty" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { zh: "内容类型不对", en: "the type of the body is not taken" },
};

/** Which fields are wrong and how, in Chinese and English. */
export function badRequest(failure: BadRequest, language: "zh" | "en"): Problem {
  const part = typeof failure.validationContext === "string" ? failure.validationContext : undefined;
  const errors = requestWords(failure.validation, part);
  const other = unreadable[failure.code ?? ""] ?? { zh: "读不懂", en: "it cannot be read" };
  const said = errors.length === 0 ? other : { zh: requestLine(errors, "zh"), en: requestLine(errors, "en") };
  return { ...problemOf({ code: "INVALID_REQUEST", params: said }, {}), detail: said[language], errors };
}

/** The first language that the asker names and we have; else the city's. */
export function languageOf(acceptLanguage: string | undefined, cityLanguage: string): "zh" | "en" {
  const named = /(?:^|[\s,])(zh|en)\b/i.exec(acceptLanguage ?? "")?.[1] ?? cityLanguage;
  return named.toLowerCase().startsWith("en") ? "en" : "zh";
}
