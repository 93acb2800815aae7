/** What is wrong with one field of a request, in both languages. `field` is its path, `body/count`; empty = the whole. */
export type FieldWords = { readonly field: string; readonly zh: string; readonly en: string };

/** An issue as the validator hands it on: zod's code as `keyword`, zod's own figures in `params`. */
type Issue = {
  readonly keyword?: unknown;
  readonly instancePath?: unknown;
  readonly message?: unknown;
  readonly params?: unknown;
};
type Words = { readonly zh: string; readonly en: string };
type Params = Readonly<Record<string, unknown>>;

const fieldsMax = 10;

/** Which fields are wrong and how, the first ten. A kind of mistake without words of its own says 格式不对. */
export function requestWords(validation: unknown, part: string | undefined): FieldWords[] {
  if (!Array.isArray(validation)) return [];
  return (validation as Issue[]).slice(0, fieldsMax).map((issue) => {
    const params = typeof issue.params === "object" && issue.params !== null ? (issue.params as Params) : {};
    const path = String(issue.instancePath ?? "").replace(/^\/+/, "");
    return {
      field: [part, path].filter(Boolean).join("/"),
      ...wordsOf(String(issue.keyword ?? ""), params, String(issue.message ?? "")),
    };
  });
}

/** One line for all of them. */
export function requestLine(fields: readonly FieldWords[], language: "zh" | "en"): string {
  const join = language === "zh" ? "；" : "; ";
  return fields.map((each) => (each.field === "" ? each[language] : `${each.field} ${each[language]}`)).join(join);
}

function wordsOf(keyword: string, params: Params, message: string): Words {
  switch (keyword) {
    case "invalid_type":
      return typeWords(params, message);
    case "too_small":
      return boundWords(params, "small");
    case "too_big":
      return boundWords(params, "big");
    case "invalid_format":
      return formatWords(String(params.format ?? ""));
    case "invalid_value":
      return {
        zh: `只能是：${list(params.values)}`,
        en: `must be one of: ${list(params.values)}`,
      };
    case "not_multiple_of":
      return { zh: `应是 ${params.divisor} 的倍数`, en: `must be a multiple of ${params.divisor}` };
    case "unrecognized_keys":
      return { zh: `不认识：${list(params.keys)}`, en: `is not known: ${list(params.keys)}` };
    default:
      return wrongFormat;
  }
}

const wrongFormat: Words = { zh: "格式不对", en: "has a wrong format" };
const list = (values: unknown): string => (Array.isArray(values) ? values.slice(0, 12).join(" / ") : "");

const typeNames: Readonly<Record<string, Words>> = {
  string: { zh: "文字", en: "text" },
  number: { zh: "数字", en: "a number" },
  int: { zh: "整数", en: "a whole number" },
  boolean: { zh: "是或否", en: "true or false" },
  array: { zh: "列表", en: "a list" },
  object: { zh: "一组字段", en: "an object" },
};

/** Zod tells a missing field by its message only. */
function typeWords({ expected, format }: Params, message: string): Words {
  if (/received undefined/.test(message)) return { zh: "没有填写", en: "is missing" };
  const name = typeNames[String(format === "safeint" ? "int" : expected)];
  return name === undefined ? wrongFormat : { zh: `应是${name.zh}`, en: `must be ${name.en}` };
}

function boundWords({ origin, minimum, maximum }: Params, side: "small" | "big"): Words {
  const limit = String(side === "small" ? minimum : maximum);
  if (origin === "string") return lengthWords(limit, side);
  if (origin === "array" || origin === "set")
    return side === "small"
      ? { zh: `太少，至少 ${limit} 项`, en: `has too few entries: at least ${limit}` }
      : { zh: `太多，最多 ${limit} 项`, en: `has too many entries: at most ${limit}` };
  return side === "small"
    ? { zh: `超出范围，不能小于 ${limit}`, en: `is out of range: not below ${limit}` }
    : { zh: `超出范围，不能大于 ${limit}`, en: `is out of range: not above ${limit}` };
}

function lengthWords(limit: string, side: "small" | "big"): Words {
  if (side === "big") return { zh: `太长，最多 ${limit} 个字`, en: `is too long: at most ${limit} characters` };
  return limit === "1"
    ? { zh: "没有填写", en: "is empty" }
    : { zh: `太短，至少 ${limit} 个字`, en: `is too short: at least ${limit} characters` };
}

const formats: Readonly<Record<string, Words>> = {
  uuid: { zh: "编号", en: "an id" },
  date: { zh: "日期（年-月-日）", en: "a date (year-month-day)" },
  datetime: { zh: "时间", en: "a time" },
  email: { zh: "电子邮件地址", en: "an e-mail address" },
  url: { zh: "网址", en: "an address (URL)" },
};

function formatWords(format: string): Words {
  const name = formats[format];
  return name === undefined ? wrongFormat : { zh: `格式不对，应是${name.zh}`, en: `must be ${name.en}` };
}
