import { validatorCompiler } from "fastify-type-provider-zod";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { requestLine, requestWords } from "./request-words.ts";

/** What the web server's own validator says of a body. */
function wrong(schema: z.ZodType, body: unknown) {
  const validate = validatorCompiler({ schema, method: "POST", url: "/", httpPart: "body" });
  const outcome = validate(body) as unknown as { error?: unknown };
  return requestWords(outcome.error, "body");
}

const one = (field: z.ZodType, value: unknown) => wrong(z.object({ a: field }), { a: value });

describe("what is wrong with a request, in words", () => {
  test.each([
    ["missing", z.string(), undefined, "没有填写", "is missing"],
    ["empty", z.string().min(1), "", "没有填写", "is empty"],
    ["too short", z.string().min(10), "short", "太短，至少 10 个字", "is too short: at least 10 characters"],
    ["too long", z.string().max(3), "abcd", "太长，最多 3 个字", "is too long: at most 3 characters"],
    ["below", z.int().min(0), -1, "超出范围，不能小于 0", "is out of range: not below 0"],
    ["above", z.int().max(60), 61, "超出范围，不能大于 60", "is out of range: not above 60"],
    ["a word for a number", z.number(), "many", "应是数字", "must be a number"],
    ["half a person", z.int(), 1.5, "应是整数", "must be a whole number"],
    ["no id", z.uuid(), "x", "格式不对，应是编号", "must be an id"],
    ["no date", z.iso.date(), "x", "格式不对，应是日期（年-月-日）", "must be a date (year-month-day)"],
    ["a pattern", z.string().regex(/^[1-7]\d\d$/), "9", "格式不对", "has a wrong format"],
    ["another word", z.enum(["110", "119"]), "1", "只能是：110 / 119", "must be one of: 110 / 119"],
    ["too many", z.array(z.int()).max(1), [1, 2], "太多，最多 1 项", "has too many entries: at most 1"],
  ])("%s", (_name, field, value, zh, en) => {
    expect(one(field, value)).toEqual([{ field: "body/a", zh, en }]);
  });

  test("several fields are said in one line; where there is nothing to say it is empty", () => {
    const fields = wrong(z.object({ a: z.string(), b: z.int() }), { b: "x" });
    expect(requestLine(fields, "zh")).toBe("body/a 没有填写；body/b 应是数字");
    expect(requestLine(requestWords(undefined, "body"), "en")).toBe("");
  });
});
