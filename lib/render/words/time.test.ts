import { expect, it } from "vitest";
import { duration, localTime, utc } from "./time";

it("formats durations in the two largest units", () => {
  expect([400, 12_900, 125_000, 3_725_000].map(duration)).toEqual(["0.4 s", "12 s", "2 min 05 s", "1 h 02 min"]);
});

it("formats points in time in UTC", () => {
  expect(utc("2026-11-23T07:40:12.345Z")).toBe("2026-11-23 07:40:12 UTC");
});

it("formats points in time where the reader is, past midnight too", () => {
  expect(localTime("2026-11-23T07:40:12.345Z", "Europe/Berlin")).toBe("2026-11-23 08:40:12 GMT+1");
  expect(localTime("2026-11-23T23:40:12.345Z", "Europe/Berlin")).toBe("2026-11-24 00:40:12 GMT+1");
});
