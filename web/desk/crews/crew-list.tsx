import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CrewAbility, CrewAbilityList } from "../../../src/rooms/crews/contract.ts";
import { joinWords } from "../../ui/join-words.ts";
import { permits } from "../../ui/session.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, Empty } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/crew-texts.ts";
import "../admin/admin.css";
import { CrewForm } from "./crew-form.tsx";
import { clockText } from "./hours.ts";

/** What crews and stations can do, with what runs out first. */
export function CrewList() {
  const me = useMe();
  const asked = useQuery(pathQuery<CrewAbilityList>("/api/v1/crew-abilities"));
  const [only, setOnly] = useState(false);
  const [editing, setEditing] = useState<CrewAbility>();
  const [told, setTold] = useState("");
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  const { crews } = asked.data;
  const warned = crews.filter(({ warnings }) => warnings.length > 0);
  const done = (crew: string): void => {
    setTold(say("saved", { crew }));
    setEditing(undefined);
    void asked.refetch();
  };
  return (
    <div className="sheet" data-testid="crews">
      <p className="page-lead">{say("lead")}</p>
      {warned.length === 0 ? null : (
        <div className="chips">
          <Chip on={only} onClick={() => setOnly(!only)}>
            {say("only", { count: warned.length })}
          </Chip>
        </div>
      )}
      {told === "" ? null : (
        <p className="page-lead" role="status" data-testid="crew-saved">
          {told}
        </p>
      )}
      {editing === undefined ? null : (
        <CrewForm
          key={editing.crewId}
          crew={editing}
          onDone={() => done(editing.name)}
          onCancel={() => setEditing(undefined)}
        />
      )}
      {crews.length === 0 ? (
        <Empty title={say("crew")} text={say("empty")} />
      ) : (
        <DataTable
          columns={columnsOf(permits(me, "crews.import") ? setEditing : undefined)}
          rows={only ? warned : crews}
          keyOf={({ crewId }) => crewId}
          empty={null}
          tall={false}
          testid="crew-list"
        />
      )}
    </div>
  );
}

const stated = (words: readonly string[]): string => (words.length === 0 ? say("unstated") : joinWords(words));

const membersText = ({ ability: { members } }: CrewAbility): string => {
  const valid = members.filter(({ paper }) => paper === "valid" || paper === "soon").length;
  return members.length === 0 ? say("unstated") : say("members.count", { valid, all: members.length });
};

const agreementText = ({ kind, ability: { agreement } }: CrewAbility): string => {
  if (kind === "unit") return "";
  return agreement.from === null && agreement.to === null
    ? say("unstated")
    : `${agreement.from ?? ""} – ${agreement.to ?? ""}`;
};

const columnsOf = (onEdit: ((crew: CrewAbility) => void) | undefined): readonly Column<CrewAbility>[] => [
  { head: say("crew"), main: true, look: "nowrap", text: ({ name }) => name },
  { head: say("organisation"), text: ({ organisation }) => organisation },
  { head: say("kind"), look: "nowrap", text: ({ kind }) => say(`kind.${kind}`) },
  { head: say("skills"), text: ({ ability }) => stated(ability.skills.map((each) => say(`skills.${each}`))) },
  { head: say("brands"), text: ({ ability }) => stated(ability.brands) },
  { head: say("kit"), text: ({ ability }) => stated(ability.kit.map((each) => say(`kit.${each}`))) },
  {
    head: say("hours"),
    look: "nowrap",
    text: ({ ability: { hours } }) =>
      hours === null ? say("hours.always") : `${clockText(hours.opensMinute)}–${clockText(hours.closesMinute)}`,
  },
  { head: say("agreement"), text: agreementText },
  { head: say("members"), look: "nowrap", text: membersText },
  {
    head: say("warnings"),
    text: ({ warnings }) => joinWords(warnings.map((each) => say(`warning.${each}`))),
    cell: ({ warnings }) =>
      warnings.length === 0 ? null : (
        <strong className={warnings.some((each) => !each.endsWith("-soon")) ? "word-expired" : "word-soon"}>
          {joinWords(warnings.map((each) => say(`warning.${each}`)))}
        </strong>
      ),
  },
  ...(onEdit === undefined
    ? []
    : [
        {
          head: "",
          text: () => "",
          cell: (crew: CrewAbility) => (
            <button
              type="button"
              className="plain-button no-print"
              aria-label={`${say("edit")}: ${crew.name}`}
              onClick={() => onEdit(crew)}
            >
              {say("edit")}
            </button>
          ),
        },
      ]),
];
