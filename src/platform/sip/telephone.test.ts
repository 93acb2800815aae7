import { afterEach, describe, expect, test } from "vitest";
import { eventually } from "../../../tests/support/house.ts";
import { one, type PeerOptions, SipPeer, soundPort } from "../../../tests/support/sip-peer.ts";
import { createTelephone, type Telephone } from "./telephone.ts";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

type Line = { readonly peer: SipPeer; readonly phone: Telephone; readonly news: (id?: string) => string[] };

const login = { user: "desk", secret: "a secret of the test" };

async function line(options: PeerOptions & { readonly seatRingsMs?: number } = {}): Promise<Line> {
  const peer = await SipPeer.open(options);
  open.push(peer);
  const phone = phoneTo(peer, options);
  return { peer, phone, news: (id = "call-1") => newsOf(phone, id) };
}

function phoneTo(peer: SipPeer, { seatRingsMs = 10_000 }: { readonly seatRingsMs?: number }, localPort = 0): Telephone {
  const phone = createTelephone(
    {
      server: { transport: peer.transport, host: "127.0.0.1", port: peer.port },
      localPort,
      login,
      t1Ms: 50,
      domain: "exchange.test",
      seatRingsMs,
      carRingsMs: 10_000,
    },
    { now: () => 1, changed: () => undefined, exchangeChanged: () => undefined, unreadable: () => undefined },
  );
  open.push({ close: phone.stop });
  return phone;
}

const newsOf = (phone: Telephone, id: string): string[] =>
  (phone.look(id)?.news ?? []).map((each) =>
    each.what === "failed" ? `failed ${each.reason}` : each.what === "ended" ? `ended by ${each.by}` : each.what,
  );
const place = (phone: Telephone, id = "call-1") => phone.place({ id, seat: "8001", car: "sip:car@lift.test" });

async function joined(options: PeerOptions = {}): Promise<Line> {
  const each = await line(options);
  each.peer.manners.set("car", "answer");
  place(each.phone);
  await eventually(() => each.news().includes("seat-ringing"), "the seat rings");
  each.peer.pickUp("8001");
  await eventually(() => each.news().includes("answered"), "the two speak");
  await eventually(() => each.peer.isUp("car") && each.peer.isUp("8001"), "both acknowledged");
  return each;
}

describe.each(["udp", "tcp"] as const)("over %s", (transport) => {
  test.each(["MD5", "SHA-256"] as const)(
    "it proves itself (%s), calls the seat, then the car, and each hears the other",
    async (algorithm) => {
      const { peer, phone, news } = await joined({ transport, login: { ...login, algorithm } });
      await phone.start();
      expect(news()).toEqual(["seat-ringing", "seat-answered", "car-ringing", "answered"]);
      expect(peer.soundOf("car")).toContain(`m=audio ${soundPort("8001")} `);
      expect(peer.soundOf("8001")).toContain(`m=audio ${soundPort("car")} `);
      const [first] = peer.asked("INVITE");
      expect(first && one(first, "x-shengping-call")).toBe("call-1");
      await eventually(() => phone.exchange().state === "up", "registered");
      expect(peer.heard.map(({ start }) => start).join()).not.toContain(login.secret);
      phone.hangUp("call-1");
      await eventually(() => !peer.isUp("car") && !peer.isUp("8001"), "both ended");
      expect(news().at(-1)).toBe("ended by desk");
      const within = peer.heard.filter((each) => one(each, "to").includes(";tag="));
      expect(new Set(within.map(({ method }) => method))).toEqual(new Set(["ACK", "INVITE", "BYE"]));
      // The acknowledgement of a refusal goes by hops and has no route; nothing here was refused but the missing proof.
      const routed = within.filter((each) => !one(each, "to").includes(";tag=challenge"));
      expect(routed.map((each) => one(each, "route"))).toEqual(routed.map(() => expect.stringContaining(";here=1")));
      expect(peer.asked("BYE")).toHaveLength(2);
    },
  );

  test("the same call placed twice rings once; one that hangs up ends the other", async () => {
    const { peer, phone, news } = await joined({ transport });
    place(phone);
    peer.hangUp("car");
    await eventually(() => news().includes("ended by car"), "it is over");
    await eventually(() => !peer.isUp("8001"), "the seat is ended");
    expect(peer.asked("INVITE").filter(({ user }) => user === "8001")).toHaveLength(2);
    expect(peer.answers).toContain("SIP/2.0 200 OK");
  });
});

test("the wrong secret is said so, and is tried once only", async () => {
  const { peer, phone, news } = await line({ login: { ...login, secret: "another", algorithm: "SHA-256" } });
  place(phone);
  await eventually(() => news().includes("failed exchange-refused"), "refused");
  expect(peer.asked("INVITE")).toHaveLength(2);
});

test.each([
  ["busy", "8001", 486, "failed seat-busy"],
  ["unknown", "car", 404, "failed car-unknown"],
  ["declined", "car", 603, "failed car-refused"],
  ["overloaded", "8001", 503, "failed seat-refused"],
])("refused: %s", async (_, who, status, said) => {
  const { peer, phone, news } = await line();
  peer.manners.set("8001", "answer").set("car", "answer").set(who, { status });
  place(phone);
  await eventually(() => news().includes(said), said);
  await eventually(() => !peer.isUp("8001"), "nobody is left on the telephone");
  expect(peer.asked("ACK").length).toBeGreaterThan(0);
});

test("the seat does not take the car's sound: both are ended", async () => {
  const { peer, phone, news } = await line();
  peer.manners.set("8001", "answer").set("car", "answer").set("8001/rejoin", { status: 488 });
  place(phone);
  await eventually(() => news().includes("failed not-joined"), "not joined");
  await eventually(() => peer.asked("BYE").length === 2, "both ended");
});

test("hung up while the seat rings: cancelled, and the exchange's 487 is acknowledged", async () => {
  const { peer, phone, news } = await line();
  place(phone);
  await eventually(() => news().includes("seat-ringing"), "it rings");
  phone.hangUp("call-1");
  await eventually(() => peer.asked("CANCEL").length === 1 && peer.asked("ACK").length === 1, "cancelled");
  expect(news()).toEqual(["seat-ringing", "failed given-up"]);
});

test("nobody picks up: cancelled after its time", async () => {
  const { peer, phone, news } = await line({ seatRingsMs: 150 });
  place(phone);
  await eventually(() => news().includes("failed seat-no-answer"), "not answered");
  await eventually(() => peer.asked("CANCEL").length === 1, "cancelled");
});

test("picked up at the moment it is hung up: acknowledged and ended, never left open", async () => {
  const { peer, phone, news } = await line();
  place(phone);
  await eventually(() => news().includes("seat-ringing"), "it rings");
  peer.pickUp("8001");
  phone.hangUp("call-1");
  await eventually(() => peer.asked("BYE").length === 1 && !peer.isUp("8001"), "ended");
});

test("every second datagram is lost, and it still comes to the same", async () => {
  const { peer, news } = await joined({ loses: (count) => count % 2 === 0 });
  expect(news()).toEqual(["seat-ringing", "seat-answered", "car-ringing", "answered"]);
  expect(peer.asked("INVITE").length).toBeLessThan(peer.heard.filter(({ method }) => method === "INVITE").length + 1);
});

test.each(["udp", "tcp"] as const)(
  "a dead exchange is said at once where the system says so, and it comes back by itself (%s)",
  async (transport) => {
    const { peer, phone, news } = await line({ transport });
    await peer.close();
    await phone.start();
    place(phone);
    await eventually(() => news().includes("failed exchange-unreachable"), "unreachable");
    expect(phone.exchange().state).toBe("down");
    await peer.reopen();
    place(phone, "call-2");
    await eventually(() => news("call-2").includes("seat-ringing"), "the next call rings");
  },
);

test("an exchange that is there and says nothing: over after 64 T1", async () => {
  const { peer, phone, news } = await line();
  peer.manners.set("8001", "silent");
  place(phone);
  await eventually(() => news().includes("failed exchange-unreachable"), "silent", 6_000);
  expect(peer.heard.filter(({ method }) => method === "INVITE").length).toBeGreaterThan(4);
});

test("a call goes on over a restart: taken up by what was kept, ended from either side", async () => {
  const peer = await SipPeer.open();
  open.push(peer);
  const port = 40_000 + Math.floor(Math.random() * 20_000);
  const before = phoneTo(peer, {}, port);
  peer.manners.set("8001", "answer").set("car", "answer");
  place(before);
  await eventually(() => newsOf(before, "call-1").includes("answered"), "they speak");
  const { seat, car } = before.look("call-1")?.legs ?? {};
  if (seat === undefined || car === undefined) throw new Error("nothing to go on with");
  const legs = { seat, car };
  expect(JSON.stringify(legs)).not.toContain(login.secret);
  await before.stop();
  expect(peer.isUp("car") && peer.isUp("8001")).toBe(true);
  const after = phoneTo(peer, {}, port);
  await after.start();
  after.takeUp("call-1", legs);
  after.probe("call-1");
  peer.hangUp("8001");
  await eventually(() => newsOf(after, "call-1").includes("ended by seat"), "heard after the restart");
  await eventually(() => !peer.isUp("car"), "the car is ended");
});

test("after a restart the exchange knows nothing of the call: the question tells", async () => {
  const { peer, phone, news } = await joined();
  peer.forgetAll();
  phone.probe("call-1");
  await eventually(() => news().some((each) => each.startsWith("ended by")), "over");
});

test("an acceptance for a call of a process that was killed is acknowledged and ended", async () => {
  const { peer, phone, news } = await line();
  place(phone);
  await eventually(() => news().includes("seat-ringing"), "it rings");
  const [invite] = peer.asked("INVITE");
  if (invite === undefined) throw new Error("no INVITE");
  const text = (branch: string, callId: string) =>
    `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=${branch}\r\nFrom: <sip:desk@x>;tag=old\r\nTo: <sip:8009@x>;tag=t\r\nCall-ID: ${callId}\r\nCSeq: 4 INVITE\r\nContact: <sip:8009@127.0.0.1:${peer.port}>\r\nContent-Length: 0\r\n\r\n`;
  peer.say(text("z9hG4bKgone", "a call of before"));
  await eventually(() => peer.asked("BYE").some((bye) => one(bye, "call-id") === "a call of before"), "ended");
  expect(peer.asked("ACK").some((ack) => one(ack, "cseq") === "4 ACK")).toBe(true);
});

test("the exchange refreshes the call: the same sound is confirmed, another one is refused and the call goes on", async () => {
  const { peer, phone, news } = await joined();
  const same = `v=0\r\no=8001 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 1 RTP/AVP 8\r\n`;
  peer.inDialog("8001", "UPDATE", same);
  peer.inDialog("8001", "INVITE", same.replace(" 1 2 ", " 1 9 "));
  peer.inDialog("8001", "OPTIONS");
  peer.inDialog("8001", "REFER");
  await eventually(() => peer.answers.length >= 4, "answered");
  expect(peer.answers.slice(-4).map((each) => each.slice(8, 11))).toEqual(["200", "488", "200", "405"]);
  expect(news().at(-1)).toBe("answered");
  phone.hangUp("call-1");
});

test("what is no SIP, and calls for us, change nothing", async () => {
  const { peer, phone, news } = await line();
  place(phone);
  await eventually(() => news().includes("seat-ringing"), "it rings");
  const asks = (method: string, branch: string) =>
    `${method} sip:desk@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK${branch}\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:desk@y>\r\nCall-ID: ${branch}\r\nCSeq: 1 ${method}\r\nContent-Length: 0\r\n\r\n`;
  for (const text of [
    "\r\n\r\n",
    "not SIP at all\r\n\r\n",
    `SIP/2.0 999 X\r\n\r\n`,
    "INVITE sip:a SIP/2.0\r\nVia x\r\n\r\n",
  ])
    peer.say(text);
  for (const method of ["OPTIONS", "INVITE", "SUBSCRIBE", "BYE", "OPTIONS"]) peer.say(asks(method, `b-${method}`));
  await eventually(() => peer.answers.length >= 5, "answered");
  expect(peer.answers.map((each) => each.slice(8, 11))).toEqual(["200", "480", "405", "405", "200"]);
  expect(news()).toEqual(["seat-ringing"]);
});
