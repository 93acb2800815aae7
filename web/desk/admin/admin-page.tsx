import { useState } from "react";
import { permits } from "../../ui/session.ts";
import { Chip, ListPage } from "../list/list-page.tsx";
import { useMe } from "../queries.ts";
import { PageNoRights } from "../shell/page-states.tsx";
import { say } from "../texts/device-texts.ts";
import { Accounts } from "./accounts.tsx";
import { Audit } from "./audit.tsx";
import { ImportForm } from "./import-form.tsx";
import { Organisations } from "./organisations.tsx";

const parts = [
  ["accounts", "identity.manage", Accounts],
  ["organisations", "identity.organisations.read", Organisations],
  ["import", "lifts.import", ImportForm],
  ["audit", "identity.audit.read", Audit],
] as const;

/** Accounts, organisations, import and audit, each for who may. */
export function AdminPage() {
  const me = useMe();
  const mine = parts.filter(([, permission]) => permits(me, permission));
  const [chosen, setChosen] = useState(mine[0]?.[0]);
  const part = mine.find(([name]) => name === chosen);
  if (part === undefined) return <PageNoRights />;
  const Part = part[2];
  return (
    <ListPage
      title={say("admin.title")}
      filters={
        <div className="chips">
          {mine.map(([name]) => (
            <Chip key={name} on={name === chosen} onClick={() => setChosen(name)}>
              {say(`admin.${name}`)}
            </Chip>
          ))}
        </div>
      }
    >
      <Part />
    </ListPage>
  );
}
