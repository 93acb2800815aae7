import { resolve } from "node:path";
import { checkRooms, describeViolation } from "./check-rooms.ts";

const root = resolve(process.argv[2] ?? `${import.meta.dirname}/../..`);
const violations = checkRooms(root);
for (const violation of violations) console.log(describeViolation(violation));
console.log(violations.length === 0 ? "room rules: all kept" : `room rules: ${violations.length} broken`);
process.exitCode = violations.length === 0 ? 0 : 1;
