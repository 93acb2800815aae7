/**
 * The page of the link in the SMS to a caller: one press, the phone's own question whether it may, and the desk knows where he is. No
 * framework and nothing newer than 2019: it opens in the browser of whatever messenger or phone.
 *
 * ready → seeking (the phone measures) → sending → told; refused or not possible: what to do instead; over: the link is too old.
 */
import { isRefusal } from "../ui/is-refusal.ts";

type Page = { readonly centreNumber: string; readonly open: boolean; readonly told: boolean };

const words = {
  why: "只用于这一次救援找到电梯，一天后删除。Used to find the lift in this rescue only, deleted after a day.",
  send: "发送我的位置 Send my position",
  ready: "按一下上面的按钮，再点“允许”。Press the button, then “Allow”.",
  seeking: "正在定位… Finding your position…",
  sending: "正在发送… Sending…",
  told: "值守员已收到您的位置，谢谢。The centre has your position, thank you.",
  again: "移动了可以再发一次。Moved? Send it again.",
  refused: "手机没有允许定位。Your phone did not allow it.",
  how: "请在手机设置里允许定位后重试，或在电话里说出轿厢里的识别码、附近的门牌和店名。Allow it in the settings and try again, or say on the phone the code in the car, a house number or a shop nearby.",
  missing: "没有取到位置。No position was found.",
  lost: "没有信号，会自动重试。No signal, trying again.",
  over: "这个链接已经失效，请打电话。This link is over; please telephone.",
  call: (number: string): string => `打电话给救援中心 ${number}`,
} as const;

const againMs = 4_000;
const keyPart = /^\/w\/([\w-]+)/.exec(location.pathname);
const url = `/api/v1/public/locate/${keyPart === null ? "none" : keyPart[1]}`;
const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const write = (id: string, text: string): void => {
  element(id).textContent = text;
};

function say(said: string, how = ""): void {
  write("said", said);
  write("how", how);
}

function drawCall(number: string): void {
  const line = element("call-line");
  if (line.children.length > 0) return;
  const call = document.createElement("a");
  call.className = "call";
  call.href = `tel:${number}`;
  line.appendChild(call).textContent = words.call(number);
}

function over(): void {
  element("send").hidden = true;
  say(words.over);
}

async function look(): Promise<void> {
  try {
    const reply = await fetch(url, { headers: { accept: "application/json" } });
    if (isRefusal(reply.status)) return over();
    if (!reply.ok) throw new Error(String(reply.status));
    const page = (await reply.json()) as Page;
    drawCall(page.centreNumber);
    if (!page.open) return over();
    say(page.told ? words.told : words.ready, page.told ? words.again : "");
  } catch {
    say(words.lost);
    setTimeout(() => void look(), againMs);
  }
}

type Told = { readonly lat: number; readonly lon: number; readonly metres: number };

async function tell(told: Told): Promise<void> {
  say(words.sending);
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(told),
    });
    if (reply.ok) say(words.told, words.again);
    else if (isRefusal(reply.status)) over();
    else throw new Error(String(reply.status));
  } catch {
    say(words.lost);
    setTimeout(() => void tell(told), againMs);
  }
}

/** Browsers give a position to safe pages only, and some messengers to none. */
function seek(): void {
  if (!("geolocation" in navigator)) {
    say(words.missing, words.how);
    return;
  }
  say(words.seeking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => void tell({ lat: coords.latitude, lon: coords.longitude, metres: coords.accuracy }),
    (problem) => say(problem.code === problem.PERMISSION_DENIED ? words.refused : words.missing, words.how),
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
  );
}

write("why", words.why);
write("send", words.send);
element("send").addEventListener("click", seek);
void look();
