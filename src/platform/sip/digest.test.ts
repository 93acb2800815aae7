import { describe, expect, test } from "vitest";
import { answerChallenge, challengeOf } from "./digest.ts";
import type { SipResponse } from "./sip-message.ts";

const refusal = (...challenges: string[]): SipResponse => ({
  kind: "response",
  status: 401,
  reason: "Unauthorized",
  headers: challenges.map((value) => ["www-authenticate", value] as const),
  body: "",
});
const responseIn = (header: string): string => /response="([^"]+)"/.exec(header)?.[1] ?? "";

describe("proofs, by the examples that were published with them", () => {
  const rest =
    'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const asked = {
    method: "GET",
    uri: "/dir/index.html",
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    count: 1,
  };
  test.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("RFC 7616 §3.9.1 with %s", (algorithm, response) => {
    const challenge = challengeOf(refusal(`Digest ${rest}, algorithm=${algorithm}`));
    if (challenge === undefined) throw new Error("no challenge");
    const header = answerChallenge(challenge, { user: "Mufasa", secret: "Circle of Life" }, asked);
    expect(responseIn(header)).toBe(response);
    expect(header).toContain("nc=00000001");
    expect(header).not.toContain("Circle");
  });

  test("RFC 2617 §3.5 with qop", () => {
    const challenge = challengeOf(
      refusal(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"',
      ),
    );
    if (challenge === undefined) throw new Error("no challenge");
    const own = { method: "GET", uri: "/dir/index.html", cnonce: "0a4f113b", count: 1 };
    expect(responseIn(answerChallenge(challenge, { user: "Mufasa", secret: "Circle Of Life" }, own))).toBe(
      "6629fae49393a05397450978507c4ef1",
    );
  });
});

test("the strongest challenge that we can answer is taken; none of others, and none without nonce", () => {
  const of = (algorithm: string) => `Digest realm="r", nonce="n-${algorithm}", qop="auth", algorithm=${algorithm}`;
  expect(challengeOf(refusal(of("MD5"), of("SHA-256"), of("SHA-512-256")))?.nonce).toBe("n-SHA-256");
  expect(challengeOf(refusal(of("SHA-512-256")))).toBeUndefined();
  expect(challengeOf(refusal('Basic realm="r"', 'Digest realm="r"'))).toBeUndefined();
  expect(challengeOf(refusal('Digest realm="r", nonce="n", qop="auth-int"'))).toBeUndefined();
  expect(challengeOf(refusal('Digest realm="r", nonce="n", stale=TRUE'))).toMatchObject({
    stale: true,
    algorithm: "MD5",
  });
});

test("quotes in names are kept apart from the header's own", () => {
  const challenge = challengeOf(refusal('Digest realm="a \\"b\\"", nonce="n", qop="auth"'));
  if (challenge === undefined) throw new Error("no challenge");
  expect(challenge.realm).toBe('a "b"');
  const header = answerChallenge(
    challenge,
    { user: 'x", y="', secret: "s" },
    { method: "INVITE", uri: "sip:a", cnonce: "c", count: 1 },
  );
  expect(header).toContain('username="x\\", y=\\""');
});
