import { Link } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { say } from "../texts/shell-texts.ts";

export type NavLink = { readonly to: string; readonly text: string };
type Props = { readonly links: readonly NavLink[]; readonly children: ReactNode };

/** As many pages as the bar has room for; the rest, and on a phone everything else of the bar, opens under one button. */
export function NavBar({ links, children }: Props) {
  const bar = useRef<HTMLElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const fitting = useFitting(bar, ruler, links);
  return (
    <nav ref={bar} className="shell-nav" aria-label={say("nav.label")}>
      <div ref={ruler} className="shell-ruler" aria-hidden="true">
        {[...links.map(({ text }) => text), say("nav.more")].map((text) => (
          <span key={text} className="shell-link shell-link--here">
            {text}
          </span>
        ))}
      </div>
      {links.slice(0, fitting).map((link) => (
        <NavTo key={link.to} link={link} />
      ))}
      {fitting === links.length && children === null ? null : (
        <NavMenu links={links.slice(fitting)}>{children}</NavMenu>
      )}
    </nav>
  );
}

const NavTo = ({ link }: { readonly link: NavLink }) => (
  <Link
    to={link.to}
    className="shell-link"
    activeOptions={{ exact: link.to === "/", includeSearch: false }}
    activeProps={{ className: "shell-link shell-link--here" }}
    data-testid={`nav-${link.to.slice(1) || "desk"}`}
  >
    {link.text}
  </Link>
);

/** Closes after a choice, by Escape, and when something else is pressed. */
function NavMenu({ links, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const shut = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  useEffect(() => {
    const away = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) shut();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  });
  return (
    <details
      ref={menu}
      className="shell-more"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        shut();
        menu.current?.querySelector("summary")?.focus();
      }}
    >
      <summary className="shell-link" data-testid="nav-more">
        {say("nav.more")} <span aria-hidden="true">▾</span>
      </summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the links inside are what is pressed */}
      <div className="shell-menu" onClick={shut}>
        {links.map((link) => (
          <NavTo key={link.to} link={link} />
        ))}
        {children === null ? null : <div className="shell-menu-rest">{children}</div>}
      </div>
    </details>
  );
}

/**
 * How many links fit beside the button for the others; counted anew when the bar or any name changes its width. A name is as broad as it
 * was ever seen, by itself in the bar or at its broadest in the ruler: a font that comes late must not let the bar grow over its neighbours.
 */
function useFitting(
  bar: RefObject<HTMLElement | null>,
  ruler: RefObject<HTMLElement | null>,
  links: readonly NavLink[],
): number {
  const [fitting, setFitting] = useState(links.length);
  const broadest = useRef(new Map<string, number>());
  const names = links.map(({ text }) => text).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: which names stand in the bar changes with how many fit
  useLayoutEffect(() => {
    const named = [
      ...(ruler.current?.children ?? []),
      ...(bar.current?.querySelectorAll(":scope > .shell-link") ?? []),
    ];
    const seen = broadest.current;
    const measure = (): void => {
      if (bar.current === null) return;
      for (const each of named)
        seen.set(each.textContent, Math.max(seen.get(each.textContent) ?? 0, each.getBoundingClientRect().width));
      const widths = names.split("\n").map((name) => seen.get(name) ?? 0);
      setFitting(countFitting(widths, bar.current.clientWidth, (seen.get(say("nav.more")) ?? 0) + 16));
    };
    measure();
    const watch = new ResizeObserver(measure);
    for (const element of [bar.current, ...named]) if (element !== null) watch.observe(element);
    return () => watch.disconnect();
  }, [bar, ruler, names, fitting]);
  return fitting;
}

function countFitting(widths: readonly number[], room: number, button: number): number {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  if (whole <= room) return widths.length;
  let used = button;
  const first = widths.findIndex((width) => {
    used += width;
    return used > room;
  });
  return first === -1 ? widths.length : first;
}
