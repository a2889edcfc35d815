import { expect, it } from "vitest";
import { settings } from "./settings";

const TEAM = {
  POSTERN_PUBLIC_URL: "https://postern.example.com",
  POSTERN_OIDC_ISSUER: "https://login.example.com",
  POSTERN_OIDC_CLIENT_ID: "postern",
};

it("without settings Postern serves this machine only", () => {
  expect(settings({})).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    publicUrl: null,
    session: { ownKey: true, idleSeconds: 12 * 3600, absoluteSeconds: 7 * 24 * 3600 },
    oidc: null,
  });
});

it.each(["0.0.0.0", "::", "10.0.0.5", "example.com", "127.0.0.1.example.com", "2130706433"])(
  "on %s it does not start without sign-in, says why, and what to do",
  (host) => {
    const start = () => settings({ POSTERN_HOST: host });
    expect(start).toThrow(`Postern does not start on ${host}: that address is open to other machines`);
    expect(start).toThrow(/leave --host and POSTERN_HOST out.*\n.*POSTERN_OIDC_ISSUER/s);
    expect(() =>
      settings({ ...TEAM, POSTERN_OIDC_ISSUER: "", POSTERN_OIDC_CLIENT_ID: "", POSTERN_HOST: host }),
    ).toThrow("does not start");
    expect(settings({ ...TEAM, POSTERN_HOST: host }).host).toBe(host);
  },
);

it.each(["localhost", "127.0.0.1", "::1"])("on %s no sign-in is needed", (host) => {
  expect(settings({ POSTERN_HOST: host }).oidc).toBeNull();
});

it("a session of somebody who has signed in ends the same day, unless it is set otherwise", () => {
  expect(settings(TEAM).session.absoluteSeconds).toBe(12 * 3600);
  expect(settings({ ...TEAM, POSTERN_SESSION_HOURS: "0.5" }).session.absoluteSeconds).toBe(1800);
});

it.each([
  ["POSTERN_PUBLIC_URL", "http://postern.example.com", "https"],
  ["POSTERN_PUBLIC_URL", "https://example.com/postern", "without a path"],
  ["POSTERN_PUBLIC_URL", "postern", "POSTERN_PUBLIC_URL"],
  ["POSTERN_PUBLIC_URL", "", "not all of them are set"],
  ["POSTERN_OIDC_ISSUER", "http://login.example.com", "https"],
  ["POSTERN_OIDC_ISSUER", "", "not all of them are set"],
  ["POSTERN_OIDC_APPLY", "ops", 'POSTERN_OIDC_APPLY: "ops" is none of group:NAME'],
  ["POSTERN_SESSION_IDLE_HOURS", "-1", "POSTERN_SESSION_IDLE_HOURS"],
  ["POSTERN_PORT", "70000", "POSTERN_PORT"],
])("%s=%s is refused with a message", (name, value, words) => {
  expect(() => settings({ ...TEAM, [name]: value })).toThrow(words);
});

it("on loopback an address without TLS is allowed, as for a tunnel", () => {
  expect(settings({ POSTERN_PUBLIC_URL: "http://localhost:8080" }).publicUrl?.origin).toBe("http://localhost:8080");
});
