import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { say } from "../../texts/incident-texts.ts";
import type { CommandState } from "../use-command.ts";

type Props = {
  readonly title: string;
  /** Word of the button that sends; left out where each choice sends by itself. */
  readonly submit?: string;
  readonly command: CommandState;
  readonly onSubmit?: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
};

/** A form inside the panel, in place of the tabs: nothing covers the queue. */
export function FormFrame({ title, submit, command, onSubmit, onCancel, children }: Props) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <form className="form" onSubmit={send} aria-label={title} data-testid="incident-form">
      <h3 className="form-title">{title}</h3>
      <div className="form-fields">{children}</div>
      {command.failure === undefined ? null : (
        <p className="form-failure" role="alert" data-testid="form-failure">
          {say("act.failed", { text: command.failure })}
        </p>
      )}
      <div className="form-buttons">
        {submit === undefined ? null : (
          <Button type="primary" htmlType="submit" loading={command.busy} data-testid="form-submit">
            {submit}
          </Button>
        )}
        <Button onClick={onCancel} data-testid="form-cancel">
          {say(submit === undefined ? "act.shut" : "act.cancel")}
        </Button>
      </div>
    </form>
  );
}
