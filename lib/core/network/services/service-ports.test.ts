import { expect, it } from "vitest";
import { servicePorts } from "./service-ports";

const one = (port: number) => ({ from: port, to: port });

it.each([
  ["ecs", [one(443)]],
  ["s3:interface", [one(443)]],
  ["com.amazonaws.us-gov-west-1.ecr.api", [one(443)]],
  ["constructor", [one(443)]],
  ["email", [one(443)]],
  ["email-smtp", [one(587)]],
  ["com.amazonaws.us-east-1.cassandra", [one(9142)]],
  ["cn.com.amazonaws.cn-north-1.cassandra", [one(9142)]],
  ["com.amazonaws.us-iso-east-1.cassandra-fips", [one(9142)]],
  ["appstream.streaming", [one(443), { from: 1400, to: 1499 }]],
  ["appstream.api", [one(443)]],
])("%s listens on the ports that AWS documents", (name, ports) => {
  expect(servicePorts(name)).toEqual(ports);
});
