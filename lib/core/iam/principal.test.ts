import { expect, it } from "vitest";
import { principalOf } from "./principal";

it.each([
  ["arn:aws:iam::111122223333:user/teams/operator", "user operator"],
  [
    "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a1b/operator@example.com",
    "role AWSReservedSSO_Admin_0a1b",
  ],
  ["arn:aws-cn:sts::111122223333:assumed-role/ci/build:7", "role ci"],
  ["arn:aws:sts::111122223333:federated-user/operator", "user operator"],
  ["arn:aws:iam::111122223333:root", "root"],
])("calls %s %s", (arn, name) => {
  expect(principalOf(arn)).toBe(name);
});
