import { codeFrameDialect } from "./code-frame.ts";
import { type CodeList, means, unsure } from "./code-list.ts";

/** BACnetLiftFault of ISO 16484-5 (Fault_Signals of a Lift object). It has no 困人: BACnet tells that as Passenger_Alarm. */
export const bacnetLiftFaultList: CodeList = {
  name: "bacnet-lift-fault",
  spelling: "decimal",
  codes: {
    0: means("控制器故障", "controller-fault"),
    1: means("驱动与电动机故障", "drive-fault"),
    2: means("限速器与安全钳故障", "safety-gear"),
    3: unsure("井道部件故障", "other", "some device in the shaft: there is no canonical word for it"),
    4: unsure("电源故障", "power-lost", "a fault of the supply: it need not be gone"),
    5: means("安全联锁故障", "safety-circuit-open"),
    6: means("关门故障", "door-close-fault"),
    7: means("开门故障", "door-open-fault"),
    8: means("轿厢停在平层区外", "stop-outside-door-zone"),
    9: means("呼梯按钮粘连", "button-stuck"),
    10: means("启动失败", "start-failure"),
    11: unsure("控制器电源故障", "controller-fault", "the controller's supply, not the mains"),
    12: unsure("自检失败", "other", "a self-test failed: which, BACnet does not say"),
    13: means("运转时间超限", "motor-runtime-limit"),
    14: means("位置丢失", "position-lost"),
    15: unsure("驱动过热", "drive-fault", "the drive is too hot"),
    16: unsure("载荷测量故障", "sensor-fault", "the load measurement"),
  },
};

export const bacnetLiftFault = codeFrameDialect("bacnet-lift-fault", bacnetLiftFaultList);
