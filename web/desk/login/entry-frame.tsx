import type { ReactNode } from "react";
import { language, setLanguage } from "../../ui/texts/language.ts";
import { say } from "../texts/shell-texts.ts";

/** The quiet frame of log-in and first set-up. */
export function EntryFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="entry">
      <div className="entry-box">
        <p className="entry-product">
          <strong>{say("product")}</strong> {say("product.line")}
        </p>
        <h1 className="entry-title">{title}</h1>
        {children}
      </div>
      <button
        type="button"
        className="entry-language"
        onClick={() => setLanguage(language() === "en" ? "zh-CN" : "en")}
        data-testid="language-switch"
      >
        {say("language.switch")}
      </button>
    </main>
  );
}

type LabelledProps = { readonly label: string; readonly htmlFor: string; readonly children: ReactNode };

export function Labelled({ label, htmlFor, children }: LabelledProps) {
  return (
    <div className="labelled">
      <label htmlFor={htmlFor}>{label}</label>
      {children}
    </div>
  );
}
