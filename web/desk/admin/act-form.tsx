import "../list/list.css";
import "../form/fields.css";
import "./admin.css";
import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { say } from "../texts/account-texts.ts";
import type { Act } from "./use-act.ts";

type Props = {
  readonly title: string;
  readonly lead?: string;
  readonly submit: string;
  readonly act: Act;
  readonly onSubmit: () => void;
  readonly onCancel?: () => void;
  readonly testid: string;
  readonly children: ReactNode;
};

/** A small form with one deed; Escape leaves it. */
export function ActForm({ title, lead, submit, act, onSubmit, onCancel, testid, children }: Props) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form
      className="sheet-part act-form"
      aria-label={title}
      onSubmit={send}
      onKeyDown={(event) => (event.key === "Escape" ? onCancel?.() : undefined)}
      data-testid={testid}
    >
      <h2 className="sheet-title">{title}</h2>
      {lead === undefined ? null : <p className="page-lead">{lead}</p>}
      <div className="act-fields">{children}</div>
      <Failure act={act} />
      <div className="act-buttons">
        <Button type="primary" htmlType="submit" loading={act.busy} data-testid={`${testid}-do`}>
          {submit}
        </Button>
        {onCancel === undefined ? null : <Button onClick={onCancel}>{say("cancel")}</Button>}
      </div>
    </form>
  );
}

export const Failure = ({ act }: { readonly act: Act }) =>
  act.failure === undefined ? null : (
    <p className="form-failure" role="alert">
      {act.failure}
    </p>
  );
