/**
 * What a docking check (对接查验) looks at, as data: pages, terminal and report take their words from here.
 *
 * `clause`: GB/T 24476-2017 §9 is the state of the lift, §10 its counters, §11 faults, events and alarms; UDI is our own interface
 * (docs/device-interface.md). `certainty`: `agreed` = three published sources agree on the field, the standard's own text was not
 * read; `own` = this platform asks for it.
 */
export type DockingItem = {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  /** What makes it green. */
  readonly wantZh: string;
  readonly wantEn: string;
  readonly clause: string;
  readonly certainty: "agreed" | "own";
  /** Without it the report is not green. */
  readonly required: boolean;
};

/** A parameter of a state or of the counters; its item's key is `state.<name>` or `stats.<name>`. */
export type DockingParameter = {
  readonly channel: "state" | "stats";
  readonly name: string;
  /** The name of the published object, which dialects write. */
  readonly gbName: string | undefined;
  readonly zh: string;
  readonly en: string;
  readonly clause: string;
  readonly required: boolean;
  /** So many different values must be seen: one trip with an opening of the doors shows them. */
  readonly values: number;
};

const state = (
  name: string,
  gbName: string | undefined,
  [zh, en]: readonly [string, string],
  { required = true, values = 1 }: { required?: boolean; values?: number } = {},
): DockingParameter => ({ channel: "state", name, gbName, zh, en, clause: "GB/T 24476-2017 §9", required, values });
const counter = (
  name: string,
  gbName: string,
  [zh, en]: readonly [string, string],
  required: boolean,
): DockingParameter => ({
  channel: "stats",
  name,
  gbName,
  zh,
  en,
  clause: "GB/T 24476-2017 §10",
  required,
  values: 1,
});
const optional = { required: false };

const liftParameters: readonly DockingParameter[] = [
  state("serviceMode", "Service_Mode", ["服务模式", "service mode"]),
  state("carStatus", "Car_Status", ["轿厢运行状态", "car status"], { values: 2 }),
  state("carDirection", "Car_Direction", ["轿厢运行方向", "car direction"], { values: 2 }),
  state("doorZone", "Door_Zone", ["开锁区域", "door zone"], { values: 2 }),
  state("carPosition", "Car_Position", ["轿厢位置", "car position"], { values: 2 }),
  state("doorStatus", "Door_Status", ["轿门状态", "car door"], { values: 2 }),
  state("doorClosed", "Door_Close_Status", ["关门到位", "door closed"], optional),
  state("hallDoorLocked", "Histway_Door", ["层门锁止", "landing door locked"], optional),
  state("passengerPresent", "Passenger_Status", ["轿内有人", "passenger present"], optional),
  state("overload", "Car_Overload", ["超载", "overload"], optional),
  state("driveStatus", "Lift_Car_Drive_Status", ["驱动主机状态", "drive status"], optional),
  state("speed", undefined, ["速度", "speed"], optional),
  counter("runCount", "Present_Counter_Value", ["运行次数", "number of runs"], true),
  counter("runHours", "Total_Running_Time", ["累计运行时间", "running hours"], true),
  counter("doorCycles", "Door_Open_Count", ["开门次数", "door cycles"], true),
  counter("ropeBends", "Rope_Bend_Count", ["钢丝绳折弯次数", "rope bends"], false),
];
const escalatorParameters: readonly DockingParameter[] = [
  state("serviceMode", "Escalator_Service_Mode", ["服务模式", "service mode"]),
  state("runStatus", "Car_Status", ["运行状态", "running status"], { values: 2 }),
  state("runDirection", "Escalator_Operation_Direction", ["运行方向", "running direction"], { values: 2 }),
  state("speed", undefined, ["速度", "speed"], optional),
  counter("runHours", "Total_Running_Time", ["累计运行时间", "running hours"], true),
];

export type DockingKind = "lift" | "escalator";
export const dockingParameters: Readonly<Record<DockingKind, readonly DockingParameter[]>> = {
  lift: liftParameters,
  escalator: escalatorParameters,
};

const own = (key: string, [zh, en]: readonly [string, string], [wantZh, wantEn]: readonly [string, string]) =>
  ({ key, zh, en, wantZh, wantEn, clause: "UDI v1", certainty: "own", required: true }) as const;

const conduct: readonly DockingItem[] = [
  own(
    "readable",
    ["报文可识别", "frames readable"],
    ["有报文，近 5 分钟无拒收或隔离", "frames come, none refused for 5 min"],
  ),
  own(
    "rhythm",
    ["上报节奏", "rhythm"],
    ["近 6 次间隔均不超过约定的 1.5 倍加 2 秒", "last 6 gaps within 1.5 × the promised + 2 s"],
  ),
  own(
    "clock",
    ["时钟误差", "clock error"],
    ["近 10 帧最小误差不超过限值", "least error of the last 10 frames within the limit"],
  ),
  own("order", ["次序", "sequence"], ["连续 10 帧不乱序、不缺号", "10 frames in a row in order, none missing"]),
  {
    ...own(
      "alarm",
      ["报警试验", "alarm test"],
      [
        "按住报警按钮，设备发出带 test 标记的报警，平台入库并回执，不派单",
        "an alarm marked test: stored, receipted, no incident",
      ],
    ),
    clause: "GB/T 24476-2017 §11; EN 81-28",
  },
  {
    ...own(
      "voice",
      ["通话试验", "voice test"],
      ["现场人员与轿厢双向通话后登记", "a person spoke with the car both ways"],
    ),
    clause: "EN 81-28; 004 §6",
  },
  own(
    "reconnect",
    ["断线重连", "reconnection"],
    [
      "断网超过约定间隔的 3 倍（至少 30 秒）再恢复，其间的数据补传齐全；实测为断开时长、补传帧数、最大间隔",
      "away for three promised intervals (30 s at least), and what it kept came; found: how long, frames kept, longest gap",
    ],
  ),
];
/** An escalator has no car to be trapped in. */
const withoutCar = new Set(["alarm", "voice"]);

const itemOf = ({ channel, name, zh, en, clause, required, values }: DockingParameter): DockingItem => ({
  key: `${channel}.${name}`,
  zh,
  en,
  wantZh: values === 1 ? "收到数值" : `收到 ${values} 个以上不同的值`,
  wantEn: values === 1 ? "a value came" : `${values} or more different values came`,
  clause,
  certainty: "agreed",
  required,
});

export const dockingItems: Readonly<Record<DockingKind, readonly DockingItem[]>> = {
  lift: [...liftParameters.map(itemOf), ...conduct],
  escalator: [...escalatorParameters.map(itemOf), ...conduct.filter(({ key }) => !withoutCar.has(key))],
};
