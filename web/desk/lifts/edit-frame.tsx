import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { say } from "../texts/register-texts.ts";

type Props = {
  readonly title: string;
  readonly lead?: string;
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** Word of the button that sends; left out where nothing can be sent. */
  readonly submit?: string;
  /** Another button is the next right one now. */
  readonly quiet?: boolean;
  /** It is done: the form is left, not given up. */
  readonly done?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
};

/** A form in the lift's file, above what it changes. Escape leaves it. */
export function EditFrame({ title, lead, busy, failure, submit, quiet, done, onSubmit, onCancel, children }: Props) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <section className="sheet-part no-print">
      <form
        className="edit-form"
        aria-label={title}
        onSubmit={send}
        onKeyDown={(event) => (event.key === "Escape" ? onCancel() : undefined)}
        data-testid="edit-form"
      >
        <h2 className="sheet-title">{title}</h2>
        {lead === undefined ? null : <p className="page-lead">{lead}</p>}
        {children}
        {failure === undefined ? null : (
          <p className="form-failure" role="alert" data-testid="edit-failure">
            {failure}
          </p>
        )}
        <div className="edit-buttons">
          {submit === undefined || done === true ? null : (
            <Button type={quiet ? "default" : "primary"} htmlType="submit" loading={busy} data-testid="edit-submit">
              {submit}
            </Button>
          )}
          <Button onClick={onCancel} data-testid="edit-cancel">
            {say(done === true ? "act.close" : "act.cancel")}
          </Button>
        </div>
      </form>
    </section>
  );
}
