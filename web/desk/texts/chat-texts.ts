import { textTable } from "../../ui/texts/text-table.ts";

/** Words of the text with the car. */
export const say = textTable(
  {
    tab: "文字",
    "tab.unread": "{count} 条未读",
    empty: "轿厢里还没有人打字。您可以先发一句，扫码求助的手机会看到。",
    to: "发给",
    "to.all": "轿厢里所有手机",
    "to.sign": "扫码的手机",
    "to.sign.more": "扫码的手机（并入的警情 {no}）",
    "to.typed": "按编号输入的手机 {no}",
    "from.desk": "值守台 {name}",
    write: "写给轿厢",
    send: "发送",
    quick: "常用答复",
    over: "警情已结案，不能再发文字。",
    "queue.unread": "{count} 条新文字",
    mark: "乘客的文字只在救援中使用，结案 30 天后删除。",
  },
  {
    tab: "Text",
    "tab.unread": "{count} unread",
    empty: "Nobody in the car has written. You may begin; phones that called from the code see it.",
    to: "To",
    "to.all": "all phones in the car",
    "to.sign": "phones that scanned the code",
    "to.sign.more": "phones that scanned the code (joined incident {no})",
    "to.typed": "phone that typed the digits, {no}",
    "from.desk": "Desk {name}",
    write: "Write to the car",
    send: "Send",
    quick: "Quick answers",
    over: "The incident is closed; no text can be sent.",
    "queue.unread": "{count} new lines",
    mark: "What passengers write serves the rescue only, and is deleted 30 days after its end.",
  },
);

/** Sent as they stand: who reads them may know only one of the two languages. */
export const quickAnswers = [
  ["别怕", "别怕，我们知道您在哪里，已经派人来救您。 Don't be afraid. We know where you are, and help is coming."],
  ["正在赶来", "救援人员正在赶来，请稍等。 The rescuers are on their way. Please wait."],
  ["别扒门", "请离门远一点，不要扒门，不要攀爬。 Stay away from the doors. Do not pry or climb."],
  ["几个人", "轿厢里有几个人？有没有人受伤或不舒服？ How many are you? Is anyone hurt or unwell?"],
  ["能通风", "轿厢是通风的，请慢慢呼吸。 Air comes into the car. Breathe slowly."],
  ["已经到了", "救援人员已经到了，请听他们的话。 The rescuers are here. Please do as they say."],
] as const;
