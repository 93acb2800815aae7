import { useState } from "react";

type Props = {
  readonly word: string;
  /** What it says after the first press. */
  readonly sure: string;
  readonly onPress: () => void;
  readonly testid?: string;
};

/** Pressed twice, since it weighs: the first press only changes the word. */
export function SureButton({ word, sure, onPress, testid }: Props) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      type="button"
      className="tool"
      aria-pressed={asked}
      onClick={() => {
        setAsked(!asked);
        if (asked) onPress();
      }}
      onBlur={() => setAsked(false)}
      data-testid={testid}
    >
      {asked ? sure : word}
    </button>
  );
}
