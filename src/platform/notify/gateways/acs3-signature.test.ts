import { expect, test } from "vitest";
import { signAcs3 } from "./acs3-signature.ts";

const key = { id: "YourAccessKeyId", secret: "YourAccessKeySecret" };

test("the provider's published example is signed as published", () => {
  const { query, headers } = signAcs3(
    {
      host: "ecs.cn-shanghai.aliyuncs.com",
      action: "RunInstances",
      version: "2014-05-26",
      query: { RegionId: "cn-shanghai", ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
      at: Date.parse("2023-10-26T10:22:32Z"),
      nonce: "3156853299f313e23d1673dc12e1703d",
    },
    key,
  );
  expect(query).toBe("ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai");
  expect(headers.authorization).toBe(
    "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
  );
});

test("every character but letters, digits and -_.~ is written out, Chinese by its bytes", () => {
  const { query } = signAcs3(
    { host: "h", action: "A", version: "V", query: { b: "升 *'()!~", a: '{"x":"1"}' }, at: 0, nonce: "n" },
    key,
  );
  expect(query).toBe("a=%7B%22x%22%3A%221%22%7D&b=%E5%8D%87%20%2A%27%28%29%21~");
});
