/** What the simulation has said to the platform, and what the platform has acknowledged: the book that the audit goes by. */
export type AlarmWay = "event" | "call" | "car-page";

export type SentAlarm = {
  readonly way: AlarmWay;
  readonly registerCode: string;
  /** Part of the alarm's key in the incident's stream. */
  readonly mark: string;
  readonly sentAt: number;
  /** PUBACK or receipt of an event, 200 of a call or a button; undefined as long as nothing was promised. */
  acknowledgedAt?: number;
};

export type AlarmLog = {
  readonly alarms: readonly SentAlarm[];
  /** Emergencies by lift: how often somebody was trapped in it. */
  readonly emergencies: ReadonlyMap<string, number>;
  readonly send: (alarm: SentAlarm) => SentAlarm;
  readonly begin: (registerCode: string) => void;
  /** Resolves when the next alarm is sent. */
  readonly nextSent: () => Promise<void>;
};

export function createAlarmLog(): AlarmLog {
  const alarms: SentAlarm[] = [];
  const emergencies = new Map<string, number>();
  let tell: () => void = () => {};
  let next = new Promise<void>((fulfil) => {
    tell = fulfil;
  });
  return {
    alarms,
    emergencies,
    begin: (code) => void emergencies.set(code, (emergencies.get(code) ?? 0) + 1),
    send: (alarm) => {
      alarms.push(alarm);
      tell();
      next = new Promise((fulfil) => {
        tell = fulfil;
      });
      return alarm;
    },
    nextSent: () => next,
  };
}

export const acknowledge = (alarm: SentAlarm): void => {
  alarm.acknowledgedAt ??= Date.now();
};
