import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sandboxEnvironment, webEnvironment, workerEnvironment } from "./environment";

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

const SEPARATED = {
  PATH: "/bin",
  DATABASE_URL: "postgres://u:p@h/d",
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "token",
  AWS_CONFIG_FILE: devNull,
  POSTERN_APPLY_ROLE_ARN: "arn:aws:iam::111122223333:role/apply",
  POSTERN_OIDC_CLIENT_SECRET_FILE: "/run/secret",
};

test("where reads have a profile of their own, the web process gets no credentials of changes", () => {
  const env = webEnvironment({ ...SEPARATED, POSTERN_READ_PROFILE: "look" });
  expect(Object.keys(env).sort()).toEqual([
    "AWS_CONFIG_FILE",
    "DATABASE_URL",
    "PATH",
    "POSTERN_APPLIES_AS",
    "POSTERN_OIDC_CLIENT_SECRET_FILE",
    "POSTERN_READ_PROFILE",
  ]);
  expect(env.POSTERN_APPLIES_AS).toBe("role apply");
});

test("keys that a profile takes from the environment are left there, and so are those that reads use themselves", () => {
  const folder = mkdtempSync(join(tmpdir(), "postern-environment-"));
  const config = join(folder, "config");
  writeFileSync(config, "[profile look]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Environment\n");
  const env = { ...SEPARATED, AWS_CONFIG_FILE: config, POSTERN_READ_PROFILE: "look" };
  expect(webEnvironment(env)).toMatchObject({ AWS_ACCESS_KEY_ID: "AKIAEXAMPLE" });
  expect(webEnvironment(SEPARATED)).toMatchObject({ AWS_ACCESS_KEY_ID: "AKIAEXAMPLE" });
  rmSync(folder, { recursive: true });
});

test("the worker gets nothing of reads or of signing in", () => {
  const env = workerEnvironment({ ...SEPARATED, POSTERN_READ_PROFILE: "look" });
  expect(env).toMatchObject({
    AWS_SECRET_ACCESS_KEY: "secret",
    POSTERN_APPLY_ROLE_ARN: SEPARATED.POSTERN_APPLY_ROLE_ARN,
  });
  expect(Object.keys(env).filter((name) => /READ|OIDC/.test(name))).toEqual([]);
});
