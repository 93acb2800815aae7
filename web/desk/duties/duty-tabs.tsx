import "./duties.css";
import { Link } from "@tanstack/react-router";
import { permits } from "../../ui/session.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";

const tabs = [
  ["/duties", "tab.board"],
  ["/duties/list", "tab.list"],
  ["/duties/documents", "tab.documents"],
  ["/duties/urges", "tab.urges"],
  ["/duties/meetings", "tab.meetings"],
  ["/duties/measures", "tab.measures", "duties.edit"],
  ["/duties/coverage", "tab.coverage"],
] as const;

/** The parts of duties, in the order in which they are looked at. Figures of the whole platform are for who binds duties to them. */
export function DutyTabs() {
  const me = useMe();
  return (
    <nav className="duty-tabs no-print" aria-label={say("tabs.label")}>
      {tabs
        .filter((tab) => tab[2] === undefined || permits(me, tab[2]))
        .map(([to, text]) => (
          <Link
            key={to}
            to={to}
            className="duty-tab"
            activeOptions={{ exact: to === "/duties", includeSearch: false }}
            activeProps={{ className: "duty-tab duty-tab--here" }}
          >
            {say(text)}
          </Link>
        ))}
    </nav>
  );
}
