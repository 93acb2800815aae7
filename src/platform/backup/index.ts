export { type BackupHouse, createBackupDesk } from "./backup-desk.ts";
export { backupRefusals, backupRoutes } from "./backup-routes.ts";
export { backUpBeforeUpgrade } from "./before-upgrade.ts";
export { addOperationsMetrics } from "./operations.ts";
export type { Proof } from "./read-facts.ts";
