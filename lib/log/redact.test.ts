import { describe, expect, it } from "vitest";
import { redactor, withoutSecretForms } from "./redact";

const token = "IQoJb3JpZ2luX2VjEExAMPLE+/abc==";

describe("what resembles a secret", () => {
  it.each([
    ["The key AKIAIOSFODNN7EXAMPLE is odd", "The key AKIA… is odd"],
    ["connect postgres://postern:p@ss/w%20d@db:5432/x failed", "connect postgres://[hidden]@db:5432/x failed"],
    ["http://me@host/ and http://host:80/a", "http://[hidden]@host/ and http://host:80/a"],
    [`https://s3/x?X-Amz-Credential=AK%2F2&X-Amz-Security-Token=${token}&X-Amz-Signature=0f`, null],
    [`Authorization: AWS4-HMAC-SHA256 Credential=abc/2026, SignedHeaders=host, Signature=${token}`, null],
    [`{"authorization":"AWS4-HMAC-SHA256 Credential=abc, Signature=${token}","host":"ec2"}`, null],
    [`Proxy-Authorization: Basic ${token}`, null],
    [`{"secretAccessKey":"${token}","region":"us-east-1"}`, null],
    [`{\\"sessionToken\\":\\"${token}\\"}`, null],
    [`aws_secret_access_key = ${token}`, null],
    [`X-Amz-Security-Token: ${token}`, null],
    [`GET /open?token=${token}`, null],
    [`/auth/callback?code=${encodeURIComponent(token)}&state=abcdefghijkl`, null],
  ])("is hidden: %s", (text, expected) => {
    const said = withoutSecretForms(text);
    if (expected !== null) expect(said).toBe(expected);
    expect(said).not.toContain("IQoJb3");
    expect(said).not.toContain("abcdefghijkl");
  });

  it("is nothing that people need", () => {
    for (const text of [
      "arn:aws:iam::111122223333:role/postern-read in vpc-0a1b2c3d",
      "The VPC endpoint service com.amazonaws.us-east-1.ecs does not exist",
      "http://127.0.0.1:3000/plans/42?step=review",
      "NextToken is invalid; the password policy has no minimum",
      "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "git@github.com:x/y.git, ops@example.com",
    ]) {
      expect(withoutSecretForms(text)).toBe(text);
    }
  });

  it("keeps JSON valid", () => {
    const line = JSON.stringify({
      err: { input: "postgres://u:p@h/d", headers: { authorization: "Bearer abcdefghijk" } },
    });
    expect(JSON.parse(withoutSecretForms(line))).toEqual({
      err: { input: "postgres://[hidden]@h/d", headers: { authorization: "Bearer [hidden]" } },
    });
  });
});

it("what the settings hold is hidden wherever it occurs, raw or encoded as in JSON and URLs", () => {
  const env = {
    AWS_SECRET_ACCESS_KEY: 'wJalr/XUtn"FEMI+K7',
    DATABASE_URL: "postgres://u:pass%2Fword1@h/d",
    MY_TOKEN: "short",
    POSTERN_DATA_DIR: "/home/me/.postern",
  };
  const redacted = redactor(env);
  const text = [
    env.AWS_SECRET_ACCESS_KEY,
    JSON.stringify(env.AWS_SECRET_ACCESS_KEY),
    encodeURIComponent(env.AWS_SECRET_ACCESS_KEY),
    "pass/word1 pass%2Fword1 short /home/me/.postern",
  ].join(" ");
  expect(redacted(text)).toBe('[hidden] "[hidden]" [hidden] [hidden] [hidden] short /home/me/.postern');
});

it("what is learned later is hidden too", () => {
  const redacted = redactor({});
  redacted.hide("token-of-a-role", undefined);
  expect(redacted("a token-of-a-role")).toBe("a [hidden]");
});

it("a long text is redacted quickly", () => {
  const long = `${"://a:".repeat(20_000)}${"password=".repeat(20_000)}${"AWS4-HMAC-SHA256 ".repeat(10_000)}`;
  expect(withoutSecretForms(long).length).toBeGreaterThan(0);
});
