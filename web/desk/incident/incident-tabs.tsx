import type { UseQueryResult } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { IncidentFile, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { permits } from "../../ui/session.ts";
import { OutsideContacts } from "../hazards/outside-contacts.tsx";
import { useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayChat } from "../texts/chat-texts.ts";
import { say as sayCrew } from "../texts/crew-phone-texts.ts";
import { say } from "../texts/incident-texts.ts";
import { CarCallsPart } from "./car-calls-part.tsx";
import { CarView } from "./car-view.tsx";
import { ChatPane } from "./chat/chat-pane.tsx";
import { NoticeList } from "./notice-list.tsx";
import { Phones } from "./phones.tsx";
import { ScenePart } from "./scene-part.tsx";
import { Timeline } from "./timeline.tsx";

const tabs = ["timeline", "chat", "car", "scene", "phones", "notices"] as const;
export type Tab = (typeof tabs)[number];

type Props = { readonly row: IncidentRow; readonly file: UseQueryResult<IncidentFile> };
type TabsProps = Props & { readonly tab: Tab; readonly onTab: (tab: Tab) => void };

const titleOf = (tab: Tab): string =>
  tab === "chat" ? sayChat("tab") : tab === "scene" ? sayCrew("scene.tab") : say(`tab.${tab}`);

const roomy = matchMedia("(min-width: 1800px) and (min-height: 900px)");
const useRoomy = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      roomy.addEventListener("change", listener);
      return () => roomy.removeEventListener("change", listener);
    },
    () => roomy.matches,
  );

/** Timeline, text, live car, phones and notices: one at a time on a small screen, side by side on a large one. */
export function IncidentTabs({ row, file, tab, onTab }: TabsProps) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const wide = useRoomy();
  if (wide)
    return (
      <div className="panes">
        <Pane tab="timeline" row={row} file={file} titled />
        <div className="panes-side">
          {dispatches ? <Pane tab="chat" row={row} file={file} titled /> : null}
          <Pane tab="car" row={row} file={file} titled />
          <Pane tab="scene" row={row} file={file} titled />
          <Pane tab="phones" row={row} file={file} titled />
          <Pane tab="notices" row={row} file={file} titled />
        </div>
      </div>
    );
  return (
    <div className="tabs">
      <div className="tabs-bar" role="tablist">
        {tabs
          .filter((each) => dispatches || each !== "chat")
          .map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab === each}
              onClick={() => onTab(each)}
              data-testid={`tab-${each}`}
            >
              {titleOf(each)}
              {each === "chat" && row.chat.unread > 0 ? (
                <span
                  className="unread"
                  title={sayChat("tab.unread", { count: row.chat.unread })}
                  data-testid="chat-unread"
                >
                  {row.chat.unread}
                </span>
              ) : null}
            </button>
          ))}
      </div>
      <Pane tab={tab} row={row} file={file} />
    </div>
  );
}

type PaneProps = Props & { readonly tab: Tab; readonly titled?: boolean };

function Pane({ tab, row, file, titled = false }: PaneProps) {
  return (
    // It scrolls: who has no mouse must be able to come in.
    <section
      className={`pane pane--${tab}`}
      role={titled ? undefined : "tabpanel"}
      aria-label={titleOf(tab)}
      tabIndex={0}
    >
      {titled ? <h3 className="block-title">{titleOf(tab)}</h3> : null}
      {tab === "car" ? (
        <CarView key={row.liftId} liftId={row.liftId} />
      ) : tab === "chat" ? (
        <ChatPane row={row} />
      ) : file.data !== undefined ? (
        <FilePart tab={tab} file={file.data} row={row} />
      ) : file.error !== null ? (
        <PageFailure error={file.error} reset={() => void file.refetch()} />
      ) : (
        <PageLoading rows={4} />
      )}
    </section>
  );
}

type FilePartProps = {
  readonly tab: Exclude<Tab, "car" | "chat">;
  readonly file: IncidentFile;
  readonly row: IncidentRow;
};

function FilePart({ tab, file, row }: FilePartProps) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  switch (tab) {
    case "timeline":
      return <Timeline entries={file.timeline} row={row} steps={file.scene.procedure?.steps ?? []} />;
    case "phones":
      return (
        <>
          <CarCallsPart file={file} dispatches={dispatches} />
          <Phones phones={file.phones} />
          <OutsideContacts file={file} />
        </>
      );
    case "scene":
      return <ScenePart file={file} />;
    case "notices":
      return <NoticeList notices={file.notices} />;
  }
}
