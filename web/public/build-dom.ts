/** A new element with its class, at the end of another. */
export function add<Tag extends keyof HTMLElementTagNameMap>(
  into: HTMLElement,
  tag: Tag,
  className: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  into.appendChild(made);
  return made;
}

/** Writes only what changed: a screen reader says nothing twice, and a caret stays where it is. */
export function tell(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
