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
});
