import "./admin.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { OrganisationFile } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { EndForm } from "./end-form.tsx";
import { OrganisationForm } from "./organisation-form.tsx";
import { PersonList } from "./person-list.tsx";
import { useAct } from "./use-act.ts";
import { organisationKindName } from "./words.ts";

/** One organisation: what it is, its names, what stands above and below it, its people. */
export function OrganisationPage() {
  const { organisationId } = useParams({ from: "/shell/people/organisations/$organisationId" });
  const file = useQuery(pathQuery<OrganisationFile>(`/api/v1/organisations/${organisationId}`));
  if (file.data !== undefined) return <Sheet key={organisationId} file={file.data} />;
  return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
}

type Form = "edit" | "alias" | "end";

function Sheet({ file }: { readonly file: OrganisationFile }) {
  const me = useMe();
  const client = useQueryClient();
  const [form, setForm] = useState<Form>();
  const path = `/api/v1/organisations/${file.id}`;
  const done = (): void => {
    setForm(undefined);
    void client.invalidateQueries({ queryKey: [path] });
    void client.invalidateQueries({ queryKey: ["list"] });
  };
  const shut = (): void => setForm(undefined);
  return (
    <ListPage
      title={file.name}
      count={[
        organisationKindName(file.kind),
        ...(file.endedOn === null ? [] : [say("organisation.ended", { date: file.endedOn })]),
      ].join(" · ")}
      tools={
        permits(me, "identity.organisations.edit")
          ? (
              [
                ["edit", say("edit")],
                ["alias", say("alias.add")],
                ["end", say("end")],
              ] as const
            ).map(([each, word]) => (
              <button
                key={each}
                type="button"
                className="plain-button"
                onClick={() => setForm(each)}
                data-testid={`organisation-${each}`}
              >
                {word}
              </button>
            ))
          : null
      }
    >
      <div className="sheet" data-testid="organisation-sheet">
        {form === "edit" ? <OrganisationForm file={file} onDone={done} onCancel={shut} /> : null}
        {form === "alias" ? <AliasForm path={path} onDone={done} onCancel={shut} /> : null}
        {form === "end" ? <EndForm path={`${path}/end`} onDone={done} onCancel={shut} /> : null}
        <Facts file={file} />
        <Names file={file} />
        <Children file={file} />
        {permits(me, "identity.people.read") ? (
          <section className="sheet-part">
            <h2 className="sheet-title">{say("organisation.people")}</h2>
            <PersonList organisation={{ id: file.id, name: file.name }} />
          </section>
        ) : null}
      </div>
    </ListPage>
  );
}

function Facts({ file }: { readonly file: OrganisationFile }) {
  const facts = [
    [say("organisation.code.short"), file.code],
    [say("organisation.region"), `${file.regionName} ${file.regionCode}`],
    [say("organisation.phone"), file.dutyPhone ?? "—"],
    [say("organisation.address"), file.address ?? "—"],
    [say("organisation.postcode"), file.postcode ?? "—"],
  ] as const;
  return (
    <section className="sheet-part">
      <dl className="facts-list">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{say("organisation.parent")}</dt>
          <dd>
            {file.parent === null ? say("organisation.parent.none") : <ToOrganisation organisation={file.parent} />}
          </dd>
        </div>
      </dl>
    </section>
  );
}

const ToOrganisation = ({
  organisation,
}: {
  readonly organisation: { readonly id: string; readonly name: string };
}) => (
  <Link to="/people/organisations/$organisationId" params={{ organisationId: organisation.id }}>
    {organisation.name}
  </Link>
);

function Names({ file }: { readonly file: OrganisationFile }) {
  if (file.aliases.length === 0) return null;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("organisation.aliases")}</h2>
      <ul className="grants">
        {file.aliases.map((alias) => (
          <li key={alias.id}>
            <span>{alias.name}</span>
            <span className="word-quiet">
              {[
                say(`alias.${alias.kind}`),
                ...(alias.from === null ? [] : [`${say("alias.from")} ${alias.from}`]),
                ...(alias.to === null ? [] : [`${say("alias.to")} ${alias.to}`]),
              ].join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Children({ file }: { readonly file: OrganisationFile }) {
  if (file.children.length === 0) return null;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("organisation.children")}</h2>
      <ul className="grants">
        {file.children.map((each) => (
          <li key={each.id}>
            <ToOrganisation organisation={each} />
            <span className="word-quiet">{organisationKindName(each.kind)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type AliasProps = { readonly path: string; readonly onDone: () => void; readonly onCancel: () => void };
function AliasForm({ path, onDone, onCancel }: AliasProps) {
  const act = useAct();
  const [name, setName] = useState("");
  const [kind, setKind] = useState("former");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const body = { name: name.trim(), kind, from: from === "" ? null : from, to: to === "" ? null : to };
  const add = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", `${path}/aliases`, body))) onDone();
  };
  return (
    <ActForm
      title={say("alias.add")}
      submit={say("save")}
      act={act}
      onSubmit={() => void add()}
      onCancel={onCancel}
      testid="alias-form"
    >
      <TextField
        id="alias-name"
        label={say("organisation.name")}
        required
        maxLength={120}
        autoFocus
        value={name}
        onChange={setName}
      />
      <SelectField
        id="alias-kind"
        label={say("alias.kind")}
        value={kind}
        onChange={setKind}
        options={(["former", "short", "other"] as const).map((each) => [each, say(`alias.${each}`)])}
      />
      <TextField id="alias-from" type="date" label={say("alias.from")} value={from} onChange={setFrom} />
      <TextField id="alias-to" type="date" label={say("alias.to")} value={to} onChange={setTo} />
    </ActForm>
  );
}
