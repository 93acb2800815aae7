import { useQuery } from "@tanstack/react-query";
import { formatDateTime } from "../../ui/format-time.ts";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/system-texts.ts";
import { gibText, mibText } from "./sizes.ts";
import type { Operations } from "./system-shapes.ts";

/** Versions, disk and backups, for whoever runs the machine. */
export function OperationsPart() {
  const asked = useQuery(pathQuery<Operations>("/api/v1/operations"));
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  const { version, database, disk, backups } = asked.data;
  const good = backups.lastGood;
  const facts = [
    [say("ops.version"), version],
    [say("ops.database"), `PostgreSQL ${database.version} · ${mibText(database.bytes)}`],
    [say("ops.free"), `${gibText(disk.freeBytes)} / ${gibText(disk.totalBytes)}`],
    [say("ops.folder"), backups.folder ?? say("ops.folder.none")],
    [say("ops.backup"), good === null ? say("ops.backup.none") : formatDateTime(good.startedAt)],
  ];
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("ops.title")}</h2>
      {backups.last?.outcome === "failed" ? (
        <p className="centre-warning" role="alert">
          {say("ops.failed", { why: backups.last.why ?? "" })}
        </p>
      ) : null}
      <dl className="centre-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
