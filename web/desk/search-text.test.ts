import { expect, test } from "vitest";
import { readLiftSearch } from "./lifts/lift-search.ts";
import { readSearch, writeSearch } from "./search-text.ts";

test("a registration code of 20 figures stays as it was typed", () => {
  const typed = "?q=31109801012019030060";
  expect(readLiftSearch(readSearch(typed))).toEqual({ q: "31109801012019030060" });
  expect(writeSearch(readLiftSearch(readSearch(typed)))).toBe(typed);
});

test.each(["007", "1e3", "true", "null", "{}", '"a"', "湖畔 & 花园", "a+b=c", " x "])("%j comes back as text", (q) => {
  expect(readSearch(writeSearch({ q }))).toEqual({ q });
});

test("flags and orders of a list survive the address", () => {
  const search = { region: "330106", sort: "due", descending: true } as const;
  expect(writeSearch(search)).toBe("?region=330106&sort=due&descending=true");
  expect(readLiftSearch(readSearch(writeSearch(search)))).toEqual(search);
});

test("nothing given makes no question mark", () => {
  expect(writeSearch({})).toBe("");
  expect(writeSearch({ q: undefined })).toBe("");
  expect(readSearch("")).toEqual({});
});
