import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

describe("settings", () => {
  test("every setting has a default", () => {
    expect(readConfig({})).toMatchObject({
      httpHost: "127.0.0.1",
      httpPort: 8080,
      mqttPort: 1883,
      lang: "zh-CN",
      rescueNumber: "96333",
    });
  });

  test("an empty value counts as absent", () => {
    expect(readConfig({ SP_HTTP_PORT: "", DATABASE_URL: "" })).toMatchObject({
      httpPort: 8080,
      databaseUrl: undefined,
    });
  });

  test.each([
    [{ SP_HTTP_PORT: "eighty" }, /SP_HTTP_PORT.*「eighty」.*port of the web server/],
    [{ SP_MQTT_PORT: "70000" }, /SP_MQTT_PORT.*70000/],
    [{ SP_LANG: "fr" }, /SP_LANG.*fr/],
    [{ SP_PUBLIC_URL: "ftp://x" }, /SP_PUBLIC_URL/],
    [{ SP_RESCUE_NUMBER: "call us" }, /SP_RESCUE_NUMBER/],
  ])("a wrong value is one sentence that names it: %o", (env, sentence) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(sentence);
    expect(() => readConfig(env)).not.toThrow(/\n/);
  });

  test("a database address is never printed: it may hold a password", () => {
    expect(() => readConfig({ DATABASE_URL: "mysql://user:secret@host/db" })).toThrow(/^(?!.*secret).*DATABASE_URL/);
  });

  test("the exchange: half a log-in is said at the start, and its secret is never printed", () => {
    expect(readConfig({}).telephone.sip).toBeUndefined();
    expect(readConfig({ SP_SIP_SERVER: "10.0.0.5:5070", SP_SIP_CAR_ADDRESS: "8{rescueCode}" }).telephone).toMatchObject(
      {
        sip: {
          transport: "udp",
          host: "10.0.0.5",
          port: 5_070,
          login: undefined,
          domain: "10.0.0.5:5070",
          localPort: 5_066,
        },
        carAddress: "8{rescueCode}",
      },
    );
    expect(readConfig({ SP_SIP_SERVER: "[fd00::5]" }).telephone.sip).toMatchObject({ host: "fd00::5", port: 5_060 });
    const half = { SP_SIP_SERVER: "pbx", SP_SIP_USER: "desk" };
    expect(() => readConfig(half)).toThrow("SP_SIP_SECRET");
    expect(() => readConfig({ ...half, SP_SIP_SECRET: "hush".repeat(60) })).toThrow(/^(?!.*hush)/);
    expect(readConfig({ ...half, SP_SIP_SECRET: "hush" }).telephone.sip?.login).toEqual({
      user: "desk",
      secret: "hush",
    });
    expect(() => readConfig({ SP_SIP_CAR_ADDRESS: "sip:a@b>\r\nX: 1" })).toThrow("SP_SIP_CAR_ADDRESS");
  });
});
