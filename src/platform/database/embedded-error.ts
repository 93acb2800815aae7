export type EmbeddedPostgresErrorCode =
  | "ARCHIVE_NOT_WRITABLE"
  | "BACKUP_BEFORE_UPGRADE_FAILED"
  | "DATA_FOLDER_HALF_RESTORED"
  | "DATA_FOLDER_IN_USE"
  | "DATA_FOLDER_NOT_OURS"
  | "DATA_FOLDER_OTHER_VERSION"
  | "DATABASE_NOT_STARTED"
  | "DATABASE_NOT_STOPPED"
  | "NO_BINARIES"
  | "NO_SYSTEM_ACCOUNT"
  | "PASSWORD_MISSING";

/** The database server cannot run here. The message is one clear sentence for the person who starts the platform. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string) {
    super(message);
    this.name = "EmbeddedPostgresError";
    this.code = code;
  }
}
