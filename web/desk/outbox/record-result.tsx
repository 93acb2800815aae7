import { useState } from "react";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { say } from "../texts/list-texts.ts";

/** What the call came to: answered or not, and in free words what was said. */
export function RecordResult({ noticeId }: { readonly noticeId: string }) {
  const [detail, setDetail] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const record = async (fact: "answered" | "failed"): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const said = detail.trim();
    try {
      await sendJson("POST", `/api/v1/outbox/${noticeId}/facts`, said === "" ? { fact } : { fact, detail: said });
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="outbox-result">
      <input
        className="text-input"
        maxLength={200}
        aria-label={say("outbox.detail")}
        placeholder={say("outbox.detail")}
        value={detail}
        onChange={(event) => setDetail(event.target.value)}
        data-testid={`detail-${noticeId}`}
      />
      <span className="chips">
        <button
          type="button"
          className="tool"
          disabled={busy}
          onClick={() => void record("answered")}
          data-testid={`answered-${noticeId}`}
        >
          {say("outbox.answered")}
        </button>
        <button
          type="button"
          className="tool"
          disabled={busy}
          onClick={() => void record("failed")}
          data-testid={`failed-${noticeId}`}
        >
          {say("outbox.failed")}
        </button>
      </span>
      {failure === undefined ? null : <span className="form-failure">{failure}</span>}
    </span>
  );
}
