import { useState } from "react";
import { permits } from "../../ui/session.ts";
import { Chip, ListPage } from "../list/list-page.tsx";
import { useMe } from "../queries.ts";
import { PageNoRights } from "../shell/page-states.tsx";
import { say as sayAccount } from "../texts/account-texts.ts";
import { say } from "../texts/device-texts.ts";
import { Accounts } from "./accounts.tsx";
import { Audit } from "./audit.tsx";
import { ImportForm } from "./import-form.tsx";
import { RolesPart } from "./roles-part.tsx";
import { ThreePart } from "./three-part.tsx";

const parts = [
  ["accounts", "identity.manage", Accounts],
  ["roles", "identity.manage", RolesPart],
  ["three", "identity.manage", ThreePart],
  ["import", "lifts.import", ImportForm],
  ["audit", "identity.audit.read", Audit],
] as const;

const words: Readonly<Record<(typeof parts)[number][0], () => string>> = {
  accounts: () => sayAccount("part.accounts"),
  roles: () => sayAccount("part.roles"),
  three: () => sayAccount("part.three"),
  import: () => say("admin.import"),
  audit: () => say("admin.audit"),
};

/** Accounts, roles, administrators, import and audit, each for who may. */
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
              {words[name]()}
            </Chip>
          ))}
        </div>
      }
    >
      <Part />
    </ListPage>
  );
}
