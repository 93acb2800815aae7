import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CodePatternList, patternShape } from "../../../src/rooms/lifts/contract/rescue-code-pattern.ts";
import { permits } from "../../ui/session.ts";
import { useRegions } from "../admin/use-regions.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { GroundFields } from "../settings/ground-fields.tsx";
import { say as sayRegister } from "../texts/register-texts.ts";
import { say } from "../texts/register-work-texts.ts";
import { say as saySetting } from "../texts/setting-texts.ts";
import { EditFrame } from "./edit-frame.tsx";
import { useEdit } from "./use-edit.ts";

type Pattern = CodePatternList["patterns"][number];
const nation = "100000";

/** `######` as people read it: an example beside it. */
const exampleOf = (pattern: string): string =>
  pattern
    .split(" ")
    .map((shape) => [...shape].map((sign, i) => (sign === "#" ? (i + 1) % 10 : sign === "@" ? "A" : sign)).join(""))
    .join(" / ");

const columns = (): readonly Column<Pattern>[] => [
  {
    head: saySetting("region"),
    look: "nowrap",
    main: true,
    text: ({ regionCode, regionName }) => (regionCode === nation ? saySetting("nation") : regionName || regionCode),
  },
  { head: say("pattern.shape"), look: "nowrap", text: ({ pattern }) => pattern.replaceAll(" ", " / ") },
  { head: say("pattern.example"), look: "nowrap", text: ({ pattern }) => exampleOf(pattern) },
  { head: saySetting("from"), look: "nowrap", text: ({ validFrom }) => validFrom },
  { head: saySetting("source"), text: ({ source }) => source },
  { head: saySetting("certainty"), look: "nowrap", text: ({ certainty }) => saySetting(`certainty.${certainty}`) },
];

/** How rescue codes of the city look; whoever answers for a region says it for that region. */
export function CodePatterns() {
  const me = useMe();
  const asked = useQuery(pathQuery<CodePatternList>("/api/v1/rescue-code-patterns"));
  const [adding, setAdding] = useState(false);
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("pattern.title")}</h2>
      <p className="page-lead">{say("pattern.lead")}</p>
      {adding && asked.data !== undefined ? (
        <PatternForm today={asked.data.today} onDone={() => setAdding(false)} />
      ) : null}
      <DataTable
        columns={columns()}
        rows={asked.data?.patterns}
        keyOf={({ regionCode, validFrom }) => `${regionCode} ${validFrom}`}
        empty={null}
        error={asked.error}
        onRetry={() => void asked.refetch()}
        tall={false}
        testid="patterns"
      />
      {permits(me, "lifts.import") && !adding ? (
        <button type="button" className="plain-button" onClick={() => setAdding(true)} data-testid="pattern-add">
          {say("pattern.add")}
        </button>
      ) : null}
    </section>
  );
}

type Typed = Omit<Pattern, "regionName" | "certainty"> & { readonly certainty: string };

function PatternForm({ today, onDone }: { readonly today: string; readonly onDone: () => void }) {
  const client = useQueryClient();
  const edit = useEdit<null>("/api/v1/rescue-code-patterns");
  const regions = (useRegions().data?.regions ?? []).filter(({ code }) => code !== nation);
  const [typed, setTyped] = useState<Typed>({
    ...{ regionCode: "", pattern: "######", validFrom: today, source: "", certainty: "published" },
  });
  const change = (more: Partial<Typed>): void => setTyped({ ...typed, ...more });
  const regionCode = typed.regionCode || (regions[0]?.code ?? "");
  const save = async (): Promise<void> => {
    if ((await edit.send({ ...typed, regionCode })) === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <EditFrame
      title={say("pattern.add")}
      lead={say("pattern.form")}
      busy={edit.busy}
      failure={edit.failure}
      submit={sayRegister("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        <SelectField
          id="pattern-region"
          label={saySetting("region")}
          required
          value={regionCode}
          onChange={(code) => change({ regionCode: code })}
          options={regions.map((each) => [each.code, `${each.name} ${each.code}`])}
        />
        <TextField
          id="pattern-shape"
          label={say("pattern.shape")}
          required
          pattern={patternShape}
          title={say("pattern.form")}
          value={typed.pattern}
          onChange={(text) => change({ pattern: text.toUpperCase() })}
        >
          <p className="field-hint">{say("pattern.such-as", { example: exampleOf(typed.pattern) })}</p>
        </TextField>
        <GroundFields name="pattern" typed={typed} change={change} today={today} />
      </div>
    </EditFrame>
  );
}
