import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS, ensureInstalled, isStale, npmFinished, pathWithoutBins, run, writeStamp } from "./bootstrap.mjs";
import { startOf, takeInstallLock } from "./install-lock.mjs";

let root;

const file = (...path) => join(root, ...path);
const putJson = (path, value) => writeFileSync(file(path), JSON.stringify(value));

/** A checkout that asks for one package, as npm leaves it after an installation. */
function checkout(installedVersion = "1.0.0") {
  const entry = { version: "1.0.0", integrity: "sha512-x" };
  mkdirSync(file("node_modules", "one"), { recursive: true });
  putJson("package.json", { dependencies: { one: "1.0.0" } });
  putJson("package-lock.json", {
    packages: {
      "": { dependencies: { one: "1.0.0" } },
      "node_modules/one": entry,
      "node_modules/elsewhere": { version: "2.0.0", optional: true, os: ["plan9"] },
    },
  });
  putJson("node_modules/one/package.json", {});
  putJson("node_modules/.package-lock.json", {
    packages: { "node_modules/one": { ...entry, version: installedVersion } },
  });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sp-bootstrap-"));
  checkout();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("staleness", () => {
  test("an installation is fresh only with the stamp of these very files", () => {
    expect(isStale(root)).toBe(true);
    writeStamp(root);
    expect(isStale(root)).toBe(false);
    writeFileSync(file("package-lock.json"), `${readFileSync(file("package-lock.json"))} `);
    expect(isStale(root)).toBe(true);
  });

  test("npm's own record of a finished installation is believed when it says the same", () => {
    expect(npmFinished(root)).toBe(true);
    checkout("0.9.0");
    expect(npmFinished(root)).toBe(false);
    checkout();
    putJson("package.json", { dependencies: { one: "1.0.0", two: "1.0.0" } });
    expect(npmFinished(root)).toBe(false);
  });

  test("a stale checkout is installed once, however many ask; a failed installation leaves no stamp", async () => {
    rmSync(file("node_modules", ".package-lock.json"));
    let installs = 0;
    const install = async () => {
      installs += 1;
      await new Promise((wake) => setTimeout(wake, 300));
    };
    const fail = async () => {
      throw new Error("no network");
    };
    await expect(ensureInstalled(root, fail)).rejects.toThrow("no network");
    expect(isStale(root)).toBe(true);
    await Promise.all([ensureInstalled(root, install), ensureInstalled(root, install)]);
    expect(installs).toBe(1);
    expect(existsSync(file(".cache", "install.lock"))).toBe(false);
  });
});

describe("lock", () => {
  test("waits for a living holder, not for a dead one nor for a stranger with its id", async () => {
    const path = file("lock");
    const holder = { pid: process.pid, start: startOf(process.pid) };
    writeFileSync(path, JSON.stringify(holder));
    const waited = [];
    await expect(takeInstallLock(path, (pid) => waited.push(pid), 300)).rejects.toThrow("too long");
    expect(waited).toEqual([process.pid]);
    writeFileSync(path, JSON.stringify({ ...holder, start: "another boot" }));
    (await takeInstallLock(path, () => {}, 300))();
    writeFileSync(path, "");
    (await takeInstallLock(path, () => {}, 300))();
    expect(existsSync(path)).toBe(false);
  });
});

describe("running", () => {
  test("the inner npm does not see our own Node", () => {
    const path = ["/a/node_modules/.bin", "/usr/bin", "/node_modules/.bin/"].join(delimiter);
    expect(pathWithoutBins(path)).toBe("/usr/bin");
  });

  test("an unknown command is refused", async () => {
    expect(await run("toString", [], root)).toBe(2);
  });

  test("arguments and exit code are passed on, one signal arrives once, and no child outlives a kill -9", async () => {
    const tools = ["bootstrap.mjs", "install-lock.mjs", "end-with-parent.mjs"];
    mkdirSync(file("tools"));
    for (const name of tools) writeFileSync(file("tools", name), readFileSync(join(import.meta.dirname, name)));
    const script = `
      const [what] = process.argv.slice(2);
      if (what === "exit") process.exit(7);
      let ints = 0;
      process.on("SIGINT", () => { ints += 1; setTimeout(() => process.exit(40 + ints), 300); });
      setInterval(() => {}, 1000);
      console.log(process.pid);`;
    writeFileSync(file(COMMANDS.test), script);
    writeStamp(root);
    const start = (what) => spawn(process.execPath, [file("tools", "bootstrap.mjs"), "test", what]);

    expect((await once(start("exit"), "exit"))[0]).toBe(7);

    const interrupted = start("wait");
    await once(interrupted.stdout, "data");
    interrupted.kill("SIGINT");
    interrupted.kill("SIGINT");
    expect((await once(interrupted, "exit"))[0]).toBe(41);

    const killed = start("wait");
    const pid = Number(String((await once(killed.stdout, "data"))[0]));
    killed.kill("SIGKILL");
    await expect.poll(() => startOf(pid), { timeout: 5_000 }).toBeUndefined();
  });
});
