import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SettingKey, SettingList } from "../../../src/rooms/rescue/contract/settings.ts";
import { permits } from "../../ui/session.ts";
import { useRegions } from "../admin/use-regions.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading, PageNoRights } from "../shell/page-states.tsx";
import { say } from "../texts/setting-texts.ts";
import { AreaPart } from "./area-part.tsx";
import { RetentionPart } from "./retention-part.tsx";
import { SettingForm } from "./setting-form.tsx";
import { groups, nation, rowsByGroup, type SettingRow, valueText } from "./setting-rows.ts";

type Editing = { readonly name: SettingKey; readonly value: number };

/** The clocks and thresholds by which rescues are timed and dispatched, each with its source; a region may have its own. */
export function SettingsPage() {
  const me = useMe();
  const asked = useQuery({
    ...pathQuery<SettingList>("/api/v1/rescue/settings"),
    enabled: permits(me, "rescue.settings.read"),
  });
  const [past, setPast] = useState(false);
  const [editing, setEditing] = useState<Editing>();
  const [told, setTold] = useState("");
  if (!permits(me, "rescue.settings.read")) return <PageNoRights />;
  const mayEdit = permits(me, "rescue.settings.edit");
  const done = (what: string): void => {
    setTold(what);
    setEditing(undefined);
    void asked.refetch();
  };
  return (
    <ListPage
      title={say("title")}
      filters={
        <Chip on={past} onClick={() => setPast(!past)}>
          {say("past")}
        </Chip>
      }
      tools={<PrintButton />}
    >
      {asked.data === undefined ? (
        asked.error === null ? (
          <PageLoading />
        ) : (
          <PageFailure error={asked.error} reset={() => void asked.refetch()} />
        )
      ) : (
        <div className="sheet" data-testid="settings">
          <p className="page-lead">{say("lead")}</p>
          {told === "" ? null : (
            <p className="page-lead" role="status" data-testid="setting-saved">
              {told}
            </p>
          )}
          {editing === undefined ? null : (
            <SettingForm
              key={editing.name}
              first={editing}
              today={asked.data.today}
              onDone={done}
              onCancel={() => setEditing(undefined)}
            />
          )}
          <Groups list={asked.data} past={past} onEdit={mayEdit ? setEditing : undefined} />
          <AreaPart mayEdit={mayEdit} past={past} />
          <RetentionPart mayEdit={permits(me, "rescue.retention.edit")} />
        </div>
      )}
      <PrintStamp />
    </ListPage>
  );
}

type GroupsProps = {
  readonly list: SettingList;
  readonly past: boolean;
  readonly onEdit: ((editing: Editing) => void) | undefined;
};

function Groups({ list, past, onEdit }: GroupsProps) {
  const regions = useRegions().data?.regions ?? [];
  const names = new Map(regions.map(({ code, name }) => [code, name]));
  const byGroup = rowsByGroup(list);
  return groups.map((group) => (
    <section key={group} className="sheet-part">
      <h2 className="sheet-title">{say(`group.${group}`)}</h2>
      <DataTable
        columns={columnsOf(names, onEdit)}
        rows={(byGroup.get(group) ?? []).filter(({ state }) => past || state !== "past")}
        keyOf={({ name, regionCode, validFrom }) => `${name} ${regionCode} ${validFrom}`}
        empty={null}
        tall={false}
        testid={`settings-${group}`}
      />
    </section>
  ));
}

const columnsOf = (
  names: ReadonlyMap<string, string>,
  onEdit: GroupsProps["onEdit"],
): readonly Column<SettingRow>[] => [
  { head: say("name"), main: true, text: ({ name }) => say(name) },
  { head: say("value"), look: "right", text: ({ name, value }) => valueText(name, value) },
  {
    head: say("region"),
    look: "nowrap",
    text: ({ regionCode }) => (regionCode === nation ? say("nation") : (names.get(regionCode) ?? regionCode)),
  },
  { head: say("source"), text: ({ source }) => source },
  { head: say("certainty"), look: "nowrap", text: ({ certainty }) => say(`certainty.${certainty}`) },
  { head: say("from"), look: "nowrap", text: ({ validFrom }) => validFrom },
  { head: say("state"), look: "nowrap", text: ({ state }) => say(`state.${state}`) },
  ...(onEdit === undefined
    ? []
    : [
        {
          head: "",
          text: () => "",
          cell: ({ name, value, regionCode }: SettingRow) =>
            regionCode === nation ? (
              <button
                type="button"
                className="plain-button no-print"
                aria-label={`${say("set")}: ${say(name)}`}
                onClick={() => onEdit({ name, value })}
              >
                {say("change")}
              </button>
            ) : null,
        },
      ]),
];
