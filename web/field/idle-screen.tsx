import { useState } from "react";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { soundIsUnlocked } from "../ui/sound.ts";
import { prepareAlerts } from "./alert.ts";
import { HoldButton } from "./hold-button.tsx";
import { InstallOffer } from "./install-offer.tsx";
import type { PositionState } from "./position-report.ts";
import { PushChoice } from "./push-choice.tsx";
import { t } from "./texts.ts";

type Props = {
  readonly onDuty: boolean;
  readonly position: PositionState;
  readonly onDutyChange: (on: boolean) => void;
  readonly onLeave: () => void;
};

/** Nothing to do: on duty or not, and whether dispatch knows where he is. */
export function IdleScreen({ onDuty, position, onDutyChange, onLeave }: Props) {
  const [, redraw] = useState(0);
  const enableSound = (): void => {
    prepareAlerts();
    setTimeout(() => redraw((count) => count + 1), 300);
  };
  return (
    <main className="page">
      <div className="page__body idle">
        <p className={onDuty ? "idle__duty idle__duty--on" : "idle__duty"} data-testid="duty-state">
          {onDuty ? t("duty.on") : t("duty.off")}
        </p>
        {onDuty && <h1>{t("waiting")}</h1>}
        <p>{t(onDuty ? "duty.on.detail" : "duty.off.detail")}</p>
        {onDuty && <PositionLine position={position} />}
        <PushChoice />
        {onDuty && !soundIsUnlocked() && (
          <button type="button" className="button" onClick={enableSound} data-testid="enable-sound">
            {t("sound.enable")}
          </button>
        )}
        <InstallOffer />
      </div>
      <div className="thumb">
        {!onDuty && (
          <button type="button" className="link" onClick={onLeave} data-testid="log-out">
            {t("logout")}
          </button>
        )}
        {onDuty ? (
          <HoldButton testId="duty-switch" tone="plain" onHeld={() => onDutyChange(false)}>
            {t("duty.stop")}
          </HoldButton>
        ) : (
          <button
            type="button"
            className="button button--action button--tall"
            data-testid="duty-switch"
            onClick={() => {
              prepareAlerts();
              onDutyChange(true);
            }}
          >
            {t("duty.start")}
          </button>
        )}
      </div>
    </main>
  );
}

function PositionLine({ position }: { readonly position: PositionState }) {
  const { status, toldAt, taken } = position;
  if (status === "off") return null;
  if (status === "refused" || status === "missing")
    return (
      <p className="warning" role="status" data-testid="position">
        {t(`position.${status}`)}
      </p>
    );
  if (status === "known" && !taken)
    return (
      <p className="warning" role="status" data-testid="position">
        {t("position.far")}
      </p>
    );
  return (
    <p className="quiet" data-testid="position">
      {status === "searching"
        ? t("position.searching")
        : toldAt === null
          ? t("position.found")
          : t("position.known", { time: formatTimeOfDay(toldAt) })}
    </p>
  );
}
