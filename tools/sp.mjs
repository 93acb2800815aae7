#!/usr/bin/env node
/** The package's `sp` command: everything is in tools/sp.ts, which needs the Node that bootstrap finds. */
import { runAndExit } from "./bootstrap.mjs";

await runAndExit("sp", process.argv.slice(2));
