import "./admin.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Certificate, PersonFile, Unmasked } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { CertificateForm } from "./certificate-form.tsx";
import { CertificateWord } from "./certificate-word.tsx";
import { EndForm } from "./end-form.tsx";
import { PersonForm } from "./person-form.tsx";
import { useAct } from "./use-act.ts";
import { certificateName } from "./words.ts";

/** One person: where he belongs, how he is reached, his certificates; personal data masked until somebody says why. */
export function PersonPage() {
  const { personId } = useParams({ from: "/shell/people/$personId" });
  const file = useQuery(pathQuery<PersonFile>(`/api/v1/people/${personId}`));
  if (file.data !== undefined) return <Sheet key={personId} file={file.data} />;
  return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
}

type What = "phone" | "identity-number" | "certificates";
type Form =
  | { readonly kind: "edit" | "certificate" | "end" }
  | { readonly kind: "unmask"; readonly what: What }
  | { readonly kind: "withdraw"; readonly id: string };

function Sheet({ file }: { readonly file: PersonFile }) {
  const me = useMe();
  const client = useQueryClient();
  const [form, setForm] = useState<Form>();
  const [whole, setWhole] = useState<Unmasked>({});
  const path = `/api/v1/people/${file.id}`;
  const shut = (): void => setForm(undefined);
  const done = (): void => {
    shut();
    void client.invalidateQueries({ queryKey: [path] });
    void client.invalidateQueries({ queryKey: ["list"] });
  };
  const unmask = permits(me, "identity.people.unmask")
    ? (what: What): void => setForm({ kind: "unmask", what })
    : undefined;
  const mayEdit = permits(me, "identity.people.edit");
  return (
    <ListPage
      title={file.name}
      count={file.endedOn === null ? undefined : say("person.left", { date: file.endedOn })}
      tools={mayEdit ? <Tools onOpen={(kind) => setForm({ kind })} /> : null}
    >
      <div className="sheet" data-testid="person-sheet">
        {form?.kind === "edit" ? <PersonForm file={file} onDone={done} onCancel={shut} /> : null}
        {form?.kind === "certificate" ? <CertificateForm path={path} onDone={done} onCancel={shut} /> : null}
        {form?.kind === "end" ? (
          <EndForm path={`${path}/end`} title={say("person.end")} onDone={done} onCancel={shut} />
        ) : null}
        {form?.kind === "withdraw" ? (
          <EndForm
            path={`${path}/certificates/${form.id}/end`}
            title={say("certificate.end")}
            onDone={done}
            onCancel={shut}
          />
        ) : null}
        {form?.kind === "unmask" ? (
          <UnmaskForm
            path={path}
            what={form.what}
            onShown={(shown) => {
              setWhole({ ...whole, ...shown });
              shut();
            }}
            onCancel={shut}
          />
        ) : null}
        <Facts file={file} whole={whole} onUnmask={unmask} />
        <Certificates
          file={file}
          whole={whole}
          onUnmask={unmask}
          onEnd={mayEdit ? (id) => setForm({ kind: "withdraw", id }) : undefined}
        />
      </div>
    </ListPage>
  );
}

function Tools({ onOpen }: { readonly onOpen: (kind: "edit" | "certificate" | "end") => void }) {
  const words = { edit: say("edit"), certificate: say("certificate.new"), end: say("person.end") } as const;
  return (["edit", "certificate", "end"] as const).map((kind) => (
    <button
      key={kind}
      type="button"
      className="plain-button"
      onClick={() => onOpen(kind)}
      data-testid={`person-${kind}`}
    >
      {words[kind]}
    </button>
  ));
}

type ShownProps = {
  readonly file: PersonFile;
  readonly whole: Unmasked;
  readonly onUnmask: ((what: What) => void) | undefined;
};

function Facts({ file, whole, onUnmask }: ShownProps) {
  const masked = (what: What, shown: string | null | undefined, hidden: string | null) => (
    <>
      <span data-testid={`person-${what}`}>{shown ?? hidden ?? "—"}</span>{" "}
      {hidden?.includes("*") && shown === undefined && onUnmask !== undefined ? (
        <button type="button" className="tool" onClick={() => onUnmask(what)} data-testid={`unmask-${what}`}>
          {say("unmask")}
        </button>
      ) : null}
    </>
  );
  return (
    <section className="sheet-part">
      <dl className="facts-list">
        <div>
          <dt>{say("person.organisation")}</dt>
          <dd>
            {file.organisationId === null ? (
              "—"
            ) : (
              <Link to="/people/organisations/$organisationId" params={{ organisationId: file.organisationId }}>
                {file.organisation}
              </Link>
            )}
          </dd>
        </div>
        <div>
          <dt>{say("person.position")}</dt>
          <dd>{file.position ?? "—"}</dd>
        </div>
        <div>
          <dt>{say("person.phone")}</dt>
          <dd>{masked("phone", whole.phone, file.phone)}</dd>
        </div>
        <div>
          <dt>{say("person.identity")}</dt>
          <dd>{masked("identity-number", whole.identityNumber, file.identityNumber)}</dd>
        </div>
        <div>
          <dt>{say("person.login")}</dt>
          <dd>{file.login ?? "—"}</dd>
        </div>
      </dl>
    </section>
  );
}

type CertificatesProps = ShownProps & { readonly onEnd: ((id: string) => void) | undefined };
function Certificates({ file, whole, onUnmask, onEnd }: CertificatesProps) {
  const numberOf = (each: Certificate): string =>
    whole.certificates?.find(({ id }) => id === each.id)?.number ?? each.number;
  const columns: readonly Column<Certificate>[] = [
    { head: say("certificate.kind"), look: "nowrap", text: (each) => certificateName(each.kind) },
    { head: say("certificate.number"), look: "nowrap", text: numberOf },
    { head: say("certificate.issuer"), text: (each) => each.issuer ?? "" },
    { head: say("certificate.from"), look: "nowrap", text: (each) => each.validFrom ?? "" },
    { head: say("certificate.to"), look: "nowrap", text: (each) => each.validTo ?? "" },
    {
      head: say("person.certificate-state"),
      look: "nowrap",
      text: (each) => say(each.endedOn === null ? `state.${each.state}` : "state.ended"),
      cell: (each) =>
        each.endedOn === null ? (
          <CertificateWord state={each.state} />
        ) : (
          <span className="word-quiet">{say("state.ended")}</span>
        ),
    },
    {
      head: "",
      text: () => "",
      cell: (each) =>
        each.endedOn === null && onEnd !== undefined ? (
          <button type="button" className="tool" onClick={() => onEnd(each.id)}>
            {say("certificate.end")}
          </button>
        ) : null,
    },
  ];
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">
        {say("person.certificates")}
        {file.certificates.length > 0 && whole.certificates === undefined && onUnmask !== undefined ? (
          <button
            type="button"
            className="tool"
            onClick={() => onUnmask("certificates")}
            data-testid="unmask-certificates"
          >
            {say("unmask")}
          </button>
        ) : null}
      </h2>
      <DataTable
        columns={columns}
        rows={file.certificates}
        keyOf={(each) => each.id}
        empty={<Empty title={say("certificate.none")} text="" />}
        tall={false}
        testid="certificates"
      />
    </section>
  );
}

type UnmaskProps = {
  readonly path: string;
  readonly what: What;
  readonly onShown: (shown: Unmasked) => void;
  readonly onCancel: () => void;
};
/** Says why before anything is shown: both are recorded. */
function UnmaskForm({ path, what, onShown, onCancel }: UnmaskProps) {
  const act = useAct();
  const [why, setWhy] = useState("");
  return (
    <ActForm
      title={say("unmask.title")}
      lead={say("unmask.lead")}
      submit={say("unmask.do")}
      act={act}
      onSubmit={() =>
        void act.run(async () => onShown(await sendJson<Unmasked>("POST", `${path}/unmask`, { what, why: why.trim() })))
      }
      onCancel={onCancel}
      testid="unmask"
    >
      <TextField
        id="unmask-why"
        label={say("unmask.why")}
        required
        minLength={4}
        maxLength={200}
        autoFocus
        title={say("unmask.short")}
        value={why}
        onChange={setWhy}
      />
    </ActForm>
  );
}
