import type { ReactNode } from "react";

type Props = {
  readonly duty: { readonly heading: string | null; readonly text: string; readonly document?: string };
  /** Around what the duty is called: a link to it. */
  readonly link: (name: string) => ReactNode;
};
const lettersMax = 48;

export const nameOfDuty = ({ heading, text }: Props["duty"]): string => heading ?? text;

/** Several duties stand under one heading, and documents count their headings alike: what is to be done and who says so stand below it. */
export const DutyName = ({ duty, link }: Props) => (
  <span className="duty-called">
    {link(nameOfDuty(duty))}
    <small>
      {duty.heading === null ? "" : shortened(duty.text)}
      {duty.document === undefined ? "" : ` 《${duty.document}》`}
    </small>
  </span>
);

function shortened(text: string): string {
  const letters = [...text.replace(/\s+/gu, "")];
  return letters.length > lettersMax ? `${letters.slice(0, lettersMax).join("")}…` : letters.join("");
}
