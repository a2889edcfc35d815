import { expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { BLOCK_REASONS, blockReasons, privateDnsWord } from "./labels";

it("an endpoint that is not available is not reported as missing too", () => {
  expect(blockReasons(["client-egress", "no-endpoint", "not-available"])).toEqual([
    BLOCK_REASONS["client-egress"],
    BLOCK_REASONS["not-available"],
  ]);
  expect(blockReasons(["no-endpoint"])).toEqual([BLOCK_REASONS["no-endpoint"]]);
});

it("private DNS for inbound resolver endpoints alone is not reported as on", () => {
  const net = account();
  net.endpoint("ecs");
  net.endpoint("logs", { privateDnsEnabled: false });
  net.endpoint("s3", { privateDnsOnlyForInboundResolverEndpoint: true });
  expect(net.snapshot().endpoints.map(privateDnsWord)).toEqual(["on", "off", "for inbound resolvers only"]);
});
