import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { isHelpOpen } from "../../../../src/rooms/rescue/contract/crew-phone.ts";
import type { Ask, Candidate } from "../../../../src/rooms/rescue/contract.ts";
import { textOfFailure } from "../../../ui/api.ts";
import { formatDistance } from "../../../ui/format-distance.ts";
import { TextField } from "../../form/fields.tsx";
import { PageLoading } from "../../shell/page-states.tsx";
import { say as sayCrew } from "../../texts/crew-phone-texts.ts";
import { say } from "../../texts/form-texts.ts";
import { whyLine } from "../why-line.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

type Props = FormProps & {
  readonly candidates: UseQueryResult<readonly Candidate[]>;
  /** Beside the crew that is asked or on its way, not instead of it: always with a reason. */
  readonly beside?: true;
};

/** Another crew: the list with reasons, the recommended one first; passing it over needs a reason. */
export function CandidateForm({ row, command, onDone, candidates, beside }: Props) {
  const needed = row.help.some((help) => help.what === "second-crew" && isHelpOpen(help));
  const [reason, setReason] = useState(beside && needed ? sayCrew("help.reason") : "");
  const [missing, setMissing] = useState(false);
  const list = candidates.data ?? [];
  const bestId = list.find((each) => !each.busy)?.crewId;
  const choose = async (crewId: string): Promise<void> => {
    const text = reason.trim();
    if ((beside || crewId !== bestId) && text === "") return setMissing(true);
    if (await command.send(beside ? "ask-beside" : "ask-crew", { crewId, reason: text === "" ? null : text })) onDone();
  };
  const coming: readonly Ask["status"][] = ["asked", "accepted", "arrived"];
  const asked = new Set(row.asks.filter((ask) => coming.includes(ask.status)).map((ask) => ask.crewId));
  return (
    <FormFrame title={say(beside ? "beside.title" : "candidates.title")} command={command} onCancel={onDone}>
      <TextField
        id="override-reason"
        label={say(beside ? "beside.reason" : "candidates.reason")}
        maxLength={200}
        value={reason}
        aria-invalid={missing}
        onChange={(text) => {
          setReason(text);
          setMissing(false);
        }}
        data-testid="override-reason"
      >
        {missing ? <p className="form-failure">{say("candidates.reason.needed")}</p> : null}
      </TextField>
      {candidates.isPending ? <PageLoading rows={3} /> : null}
      {candidates.isError ? (
        <p className="form-failure">
          {say("candidates.failed")}：{textOfFailure(candidates.error)}
        </p>
      ) : null}
      {candidates.data?.length === 0 ? (
        <div>
          <p className="quiet-title">{say("candidates.empty")}</p>
          <p className="quiet-text">{say("candidates.empty.text")}</p>
        </div>
      ) : null}
      <ul className="candidates">
        {list.map((each) => (
          <CandidateLine
            key={each.crewId}
            candidate={each}
            best={each.crewId === bestId}
            disabled={command.busy || asked.has(each.crewId)}
            onAsk={() => void choose(each.crewId)}
          />
        ))}
      </ul>
    </FormFrame>
  );
}

type LineProps = {
  readonly candidate: Candidate;
  readonly best: boolean;
  readonly disabled: boolean;
  readonly onAsk: () => void;
};

function CandidateLine({ candidate, best, disabled, onAsk }: LineProps) {
  return (
    <li className="candidate" data-testid={`candidate-${candidate.crewId}`}>
      <div className="candidate-text">
        <span>
          <strong>{candidate.crew}</strong> {candidate.organisation}
          {best ? <em className="tag">{say("candidates.best")}</em> : null}
          {candidate.busy ? <em className="tag">{say("candidates.busy")}</em> : null}
        </span>
        <span className="ask-why">
          {whyLine(candidate.why)} · {formatDistance(candidate.why.metres)}
        </span>
      </div>
      <button type="button" className="tool" disabled={disabled} onClick={onAsk}>
        {say("candidates.ask")}
      </button>
    </li>
  );
}
