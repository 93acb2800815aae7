import { codeFrameDialect } from "./code-frame.ts";
import { type CodeList, means, none } from "./code-list.ts";
import { governList } from "./govern.ts";

/** A sibling of the list 1 to 42: the same up to 15, then its own. */
const shared = Object.fromEntries(Object.entries(governList.codes).filter(([code]) => Number(code) <= 15));

export const rtuList: CodeList = {
  name: "rtu",
  spelling: "decimal",
  codes: {
    0: none("无故障", "no fault, and it does not say which earlier one is over"),
    ...shared,
    16: means("超速1.2倍", "overspeed"),
    17: means("超速1.4倍", "overspeed"),
    18: means("非操纵逆转", "escalator-reversal"),
    19: means("制停超距", "stopping-distance"),
    20: means("左扶手欠速", "handrail-speed"),
    21: means("右扶手欠速", "handrail-speed"),
    22: means("上梯级缺失", "step-missing"),
    23: means("下梯级缺失", "step-missing"),
    24: means("工作制动器打开故障", "brake-fault"),
    25: means("附加制动器动作", "auxiliary-brake"),
    26: means("楼层板或盖板", "cover-open"),
  },
};

export const rtu = codeFrameDialect("rtu", rtuList);
