import { expect, it } from "vitest";
import { BLOCK_REASONS, blockReasons } from "./words";

it("an endpoint that is not available is not told as missing too", () => {
  expect(blockReasons(["client-egress", "no-endpoint", "not-available"])).toEqual([
    BLOCK_REASONS["client-egress"],
    BLOCK_REASONS["not-available"],
  ]);
  expect(blockReasons(["no-endpoint"])).toEqual([BLOCK_REASONS["no-endpoint"]]);
});
