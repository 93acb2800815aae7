import { textTable } from "../ui/texts/text-table.ts";

/** Words of being told by push while the page is shut. */
export const say = textTable(
  {
    ask: "页面关闭时也推送任务",
    lead: "经浏览器厂商的推送服务，只传「有任务」，加密，不含地点和人员。来电和短信照常。",
    on: "已开启推送",
    stop: "关闭推送",
    refused: "浏览器设置里禁止了通知，请先允许。",
    failed: "没有开成：这个浏览器的推送服务连不上或不支持。来电和短信照常。",
    busy: "正在开启…",
  },
  {
    ask: "Tell me by push when this page is shut",
    lead: "By the browser maker's push service: only that there is a rescue, encrypted, no place and no people. Calls and SMS go on as before.",
    on: "Push is on",
    stop: "Switch push off",
    refused: "Notifications are forbidden in the browser's settings; allow them first.",
    failed:
      "It could not be switched on: the browser's push service is out of reach or there is none. Calls and SMS go on as before.",
    busy: "Switching on…",
  },
);
