import { textTable } from "./text-table.ts";

/** What a crew tells beside the steps of a rescue, as phone and desk word it. */
export const crewWord = textTable(
  {
    "late.traffic": "路上堵车",
    "late.earlier-task": "上一单还没处理完",
    "late.vehicle": "车辆故障",
    "late.access": "进不了小区或找不到地方",
    "late.tools": "取工具或钥匙",
    "late.other": "其他原因",
    "help.second-crew": "再派一组人",
    "help.fire": "消防 119",
    "help.ambulance": "急救 120",
    "help.police": "公安 110",
    "help.tools": "工具或钥匙",
  },
  {
    "late.traffic": "traffic",
    "late.earlier-task": "earlier task not finished",
    "late.vehicle": "vehicle broken down",
    "late.access": "no way in, or place not found",
    "late.tools": "fetching tools or a key",
    "late.other": "another reason",
    "help.second-crew": "a second crew",
    "help.fire": "fire service 119",
    "help.ambulance": "ambulance 120",
    "help.police": "police 110",
    "help.tools": "tools or a key",
  },
);
