import { useState } from "react";
import { formatDateTime } from "../../ui/format-time.ts";
import { say } from "../texts/account-texts.ts";
import { QrCode } from "./qr-code.tsx";

export type Link = { readonly login: string; readonly path: string; readonly expiresAt: number };
type Props = { readonly link: Link; readonly onClose: () => void };

/** A one-time link as it is handed over: to scan, or to copy. It is never shown again. */
export function LinkShown({ link, onClose }: Props) {
  const [copied, setCopied] = useState(false);
  const address = `${location.origin}${link.path}`;
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(address);
    setCopied(true);
  };
  return (
    <section className="sheet-part link-shown" role="status" data-testid="link-shown">
      <h2 className="sheet-title">{say("link.title")}</h2>
      <p className="page-lead">{say("link.lead", { login: link.login, until: formatDateTime(link.expiresAt) })}</p>
      <QrCode text={address} label={say("link.title")} />
      <input
        className="text-input"
        readOnly
        value={address}
        onFocus={(event) => event.target.select()}
        aria-label={say("link.title")}
        data-testid="link-address"
      />
      <div className="act-buttons">
        <button type="button" className="plain-button" onClick={() => void copy()}>
          {say(copied ? "link.copied" : "link.copy")}
        </button>
        <button type="button" className="plain-button" onClick={onClose}>
          {say("act.close")}
        </button>
      </div>
    </section>
  );
}
