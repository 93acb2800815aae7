import { useNavigate, useSearch } from "@tanstack/react-router";
import { permits } from "../../ui/session.ts";
import { CrewList } from "../crews/crew-list.tsx";
import { Chip, ListPage } from "../list/list-page.tsx";
import { useMe } from "../queries.ts";
import { PageNoRights } from "../shell/page-states.tsx";
import { say } from "../texts/people-texts.ts";
import { OrganisationList } from "./organisation-list.tsx";
import { PersonList } from "./person-list.tsx";

const parts = [
  ["organisations", "identity.organisations.read", OrganisationList],
  ["people", "identity.people.read", PersonList],
  ["crews", "crews.read", CrewList],
] as const;

/** Organisations and people of the register, each for who may. */
export function PeoplePage() {
  const me = useMe();
  const navigate = useNavigate();
  const { part } = useSearch({ from: "/shell/people" });
  const mine = parts.filter(([, permission]) => permits(me, permission));
  const chosen = mine.find(([name]) => name === part) ?? mine[0];
  if (chosen === undefined) return <PageNoRights />;
  const Part = chosen[2];
  return (
    <ListPage
      title={say("title")}
      filters={
        <div className="chips">
          {mine.map(([name]) => (
            <Chip
              key={name}
              on={name === chosen[0]}
              onClick={() => void navigate({ to: "/people", search: { part: name } })}
            >
              {say(`part.${name}`)}
            </Chip>
          ))}
        </div>
      }
    >
      <Part />
    </ListPage>
  );
}
