import { expect, test } from "vitest";
import { readCapacity } from "./read-capacity.ts";

test.each([
  ["受托人", "entrusted"],
  ["业主共有，委托物业管理", "entrusted"],
  ["物业服务企业", "entrusted"],
  ["共有人（未委托）", "co-owners"],
  ["业主自管", "co-owners"],
  ["实际管理人", "actual-manager"],
  ["所有权人", "owner"],
  ["产权单位", "owner"],
  ["建设单位（未移交业主）", "developer"],
  ["使用权人（约定）", "right-holder"],
  ["Entrusted", "entrusted"],
  ["不详", undefined],
])("%s is %s", (word, capacity) => expect(readCapacity(word)).toBe(capacity));
