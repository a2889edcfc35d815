import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { refuse } from "#lib/run/testing/fake-state";
import { retryPolicy } from "./retry-policy";
import { runSettings } from "./settings";

const settings = runSettings({});
const throttled = refuse("throttled", "RequestLimitExceeded", "Request limit exceeded.");
const unknown = refuse("not-found", "InvalidGroup.NotFound", "The security group does not exist");

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

describe("the retry policy", () => {
  it("backs off at random below a bound that doubles, up to 20 s", () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const policy = retryPolicy(settings);
    const pauses = Array.from({ length: 8 }, () => policy(throttled)?.pauseMs);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    vi.spyOn(Math, "random").mockReturnValue(0.25);
    expect(retryPolicy(settings)(throttled)?.pauseMs).toBe(125);
    vi.restoreAllMocks();
  });

  it("starts over when EC2 has given another response in between", () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const policy = retryPolicy(settings, ["not-found"]);
    for (let times = 0; times < 6; times += 1) policy(throttled);
    vi.setSystemTime(settings.retryMs);
    policy(unknown);
    expect(policy(throttled)?.pauseMs).toBe(500);
    vi.setSystemTime(settings.retryMs + 1);
    expect(policy(throttled)?.pauseMs).toBe(1_000);
    vi.restoreAllMocks();
  });

  it("ends when an error has lasted too long", () => {
    const policy = retryPolicy(settings);
    expect(policy(throttled)).not.toBeNull();
    vi.setSystemTime(settings.retryMs);
    expect(policy(throttled)).not.toBeNull();
    vi.setSystemTime(settings.retryMs + 1);
    expect(policy(throttled)).toBeNull();
  });

  it("tolerates NotFound only where something has just been created", () => {
    expect(retryPolicy(settings)(unknown)).toBeNull();
    expect(retryPolicy(settings, ["not-found"])(unknown)).not.toBeNull();
  });

  it("does not tolerate what will not pass", () => {
    for (const kind of ["denied", "refused", "quota", "unknown"] as const) {
      expect(retryPolicy(settings)(refuse(kind, "Code", "message"))).toBeNull();
    }
  });

  it("reports how to log in while it waits for that", () => {
    const expired = refuse("login-expired", "ExpiredToken", "expired");
    expect(retryPolicy(settings, ["login-expired"])(expired)?.report).toEqual({
      note: expect.stringContaining(expired.nextStep),
      login: { sentence: expired.sentence, nextStep: expired.nextStep },
    });
  });
});

describe("settings", () => {
  it("come from the environment, with defaults for what is empty", () => {
    const env = { POSTERN_POLL_MS: "50", POSTERN_SETTLE_MS: "", HOME: "/" };
    expect(runSettings(env)).toMatchObject({ pollMs: 50, settleMs: 900_000 });
  });

  it("give EC2 60 s to know what it has created, groups 10 minutes to become free, names 60 s to expire", () => {
    const { consistencyMs, dependencyMs, nameExpiryMs } = runSettings({});
    expect({ consistencyMs, dependencyMs, nameExpiryMs }).toEqual({
      consistencyMs: 60_000,
      dependencyMs: 600_000,
      nameExpiryMs: 60_000,
    });
    expect(runSettings({ POSTERN_NAME_EXPIRY_MS: "5000" }).nameExpiryMs).toBe(5_000);
  });

  it("must be whole numbers", () => {
    expect(() => runSettings({ POSTERN_POLL_MS: "soon" })).toThrow("POSTERN_POLL_MS");
  });
});
