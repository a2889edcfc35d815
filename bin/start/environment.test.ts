import { expect, test } from "vitest";
import { sandboxEnvironment } from "./environment";

test("with the sandbox, nothing leads to a real account any more", () => {
  const env = sandboxEnvironment(
    {
      PATH: "/bin",
      AWS_PROFILE: "ops",
      AWS_SESSION_TOKEN: "token",
      AWS_ENDPOINT_URL_EC2: "https://ec2.example.com",
      AWS_CONFIG_FILE: "/home/me/.aws/config",
      AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    },
    "http://127.0.0.1:4000",
  );
  expect(env).toMatchObject({ PATH: "/bin", POSTERN_SANDBOX: "1", AWS_ENDPOINT_URL: "http://127.0.0.1:4000" });
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_EC2", "AWS_ROLE_ARN"]) {
    expect(env).not.toHaveProperty(name);
  }
  expect(env.AWS_CONFIG_FILE).not.toBe("/home/me/.aws/config");
});
