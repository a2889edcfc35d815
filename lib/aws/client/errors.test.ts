import { describe, expect, it } from "vitest";
import type { Target } from "#lib/core/run/target";
import { toAwsError } from "./errors";

const aws: Target = { region: "us-east-1", profile: "ops", endpointUrl: null, sandbox: false };

function mapped(error: object, operation = "CreateVpcEndpoint", target: Partial<Target> = {}) {
  const full = Object.assign(new Error("message" in error ? String(error.message) : "AWS says so"), error);
  return toAwsError(full, operation, { ...aws, ...target });
}

/** The policy statement or statements at a next step's end. */
const statementIn = (nextStep: string): unknown => JSON.parse(nextStep.slice(nextStep.search(/\{|\[\{/)));

describe("the kind of an error", () => {
  it.each([
    ["ECONNREFUSED", "unreachable"],
    ["ENOTFOUND", "unreachable"],
    ["TimeoutError", "unreachable"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "unreachable"],
    ["ServiceUnavailable", "unreachable"],
    ["InternalError", "unreachable"],
    ["ExpiredToken", "login-expired"],
    ["ExpiredTokenException", "login-expired"],
    ["RequestExpired", "login-expired"],
    ["SSOTokenProviderFailure", "login-expired"],
    ["TokenRefreshRequired", "login-expired"],
    ["CredentialsProviderError", "no-credentials"],
    ["AuthFailure", "no-credentials"],
    ["InvalidClientTokenId", "no-credentials"],
    ["SignatureDoesNotMatch", "no-credentials"],
    ["UnauthorizedOperation", "denied"],
    ["AccessDenied", "denied"],
    ["AccessDeniedException", "denied"],
    ["OptInRequired", "denied"],
    ["RequestLimitExceeded", "throttled"],
    ["ThrottlingException", "throttled"],
    ["InvalidVpcEndpointId.NotFound", "not-found"],
    ["InvalidGroup.NotFound", "not-found"],
    ["InvalidVpcID.NotFound", "not-found"],
    ["InvalidPermission.Duplicate", "duplicate"],
    ["InvalidGroup.Duplicate", "duplicate"],
    ["OperationInProgress", "busy"],
    ["IncorrectState", "busy"],
    ["DependencyViolation", "in-use"],
    ["InvalidGroup.InUse", "in-use"],
    ["VpcEndpointLimitExceeded", "quota"],
    ["RulesPerSecurityGroupLimitExceeded", "quota"],
    ["DryRunOperation", "refused"],
    ["InvalidParameter", "refused"],
    ["InvalidParameterValue", "refused"],
    ["InvalidServiceName", "refused"],
    ["InvalidGroupId.Malformed", "refused"],
    ["MissingParameter", "refused"],
    ["DuplicateSubnetsInSameZone", "refused"],
    ["RouteAlreadyExists", "refused"],
    ["IdempotentParameterMismatch", "refused"],
    ["UnsupportedOperation", "refused"],
    ["InsufficientFreeAddressesInSubnet", "refused"],
    ["ERR_INVALID_URL", "refused"],
    ["SomethingNew", "unknown"],
  ])("%s is %s", (code, kind) => {
    expect(mapped({ name: code })).toMatchObject({ kind, code, operation: "CreateVpcEndpoint" });
  });

  it.each([
    "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.",
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    "Error when retrieving token from sso: Session token not found or invalid",
  ])("is login-expired when single sign-on says: %s", (message) => {
    expect(mapped({ name: "CredentialsProviderError", message })).toMatchObject({
      kind: "login-expired",
      sentence: "The AWS login of profile ops has expired.",
    });
  });
});

describe("the next step", () => {
  it("is the login to run, with the profile", () => {
    expect(mapped({ name: "ExpiredToken" }).nextStep).toMatch(/^Run: aws sso login --profile ops\./);
    expect(mapped({ name: "ExpiredToken" }, "x", { profile: null }).nextStep).toMatch(/^Run: aws sso login\./);
    const message = "Your session has expired. Please reauthenticate using `aws login`.";
    expect(mapped({ name: "CredentialsProviderError", message }).nextStep).toMatch(/^Run: aws login --profile ops\./);
  });

  it("is the policy statement to add for a missing permission", () => {
    const error = mapped({ name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } }, "DescribeVpcs");
    expect(error.sentence).toBe("The credentials of profile ops lack the permission ec2:DescribeVpcs.");
    expect(statementIn(error.nextStep)).toEqual({
      Sid: "PosternRead",
      Effect: "Allow",
      Action: ["ec2:DescribeVpcs"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
    });
    expect(mapped({ name: "AccessDenied" }, "GetCallerIdentity").sentence).toContain("sts:GetCallerIdentity");
  });

  it("names the action that AWS names, when that is another than the call", () => {
    const message =
      "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/ops is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/* because no identity-based policy allows the ec2:CreateTags action.";
    expect(statementIn(mapped({ name: "UnauthorizedOperation", message }).nextStep)).toMatchObject({
      Action: ["ec2:CreateTags"],
      Resource: expect.arrayContaining(["arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/*"]),
    });
  });

  it("is several statements where an action concerns several resource types", () => {
    const error = mapped({ name: "UnauthorizedOperation" }, "CreateVpcEndpoint", { profile: null });
    expect(error.sentence).toBe("These credentials lack the permission ec2:CreateVpcEndpoint.");
    expect(statementIn(error.nextStep)).toMatchObject([
      { Resource: "arn:aws:ec2:us-east-1:*:vpc/*" },
      { Sid: "PosternPlaceEndpoints" },
      { Condition: { StringLike: { "aws:RequestTag/postern:run": "?*" } } },
    ]);
  });

  it("is a statement for all resources where Postern knows no narrower one", () => {
    const message = "You are not authorized to perform: iam:GetRole on resource: role x";
    expect(statementIn(mapped({ name: "AccessDenied", message }).nextStep)).toMatchObject({ Action: ["iam:GetRole"] });
  });

  it("names the principal where a role is assumed", () => {
    const role = { arn: "arn:aws:iam::111122223333:role/net/postern-apply", sourceIdentity: "operator" };
    expect(mapped({ name: "UnauthorizedOperation" }, "DeleteVpcEndpoints", { role }).sentence).toBe(
      "The role postern-apply lacks the permission ec2:DeleteVpcEndpoints.",
    );
    const message = `User: arn:aws:sts::111122223333:assumed-role/ops/operator is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`;
    const error = mapped({ name: "AccessDenied", message }, "AssumeRole", { role });
    expect(error.sentence).toBe("Postern may not assume the role postern-apply: sts:AssumeRole is not allowed.");
    expect(error.nextStep).toContain(role.arn);
    expect(statementIn(error.nextStep)).toEqual({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:role/ops" },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
    });
  });

  it("is another where a policy denies explicitly: adding a statement would not help", () => {
    const message =
      "User is not authorized to perform: ec2:CreateVpcEndpoint with an explicit deny in a service control policy";
    const error = mapped({ name: "UnauthorizedOperation", message });
    expect(error.sentence).toBe("A policy denies ec2:CreateVpcEndpoint explicitly.");
    expect(error.nextStep).not.toContain("Effect");
  });

  it("asks for Route 53's permission too where private DNS is switched on", () => {
    const { nextStep } = mapped({ name: "UnauthorizedOperation" }, "ModifyVpcEndpoint");
    expect(JSON.stringify(statementIn(nextStep))).toContain("route53:AssociateVPCWithHostedZone");
  });
});

describe("an endpoint out of reach", () => {
  it("is named as set, without a password", () => {
    const error = mapped({ code: "ECONNREFUSED" }, "DescribeVpcs", { endpointUrl: "http://me:secret@127.0.0.1:9/x" });
    expect(error.sentence).toBe("Postern could not reach EC2 at http://127.0.0.1:9.");
    expect(error.nextStep).toContain("AWS_ENDPOINT_URL");
  });

  it("is not named where what is set is no URL", () => {
    const error = mapped({ code: "ERR_INVALID_URL" }, "DescribeVpcs", { endpointUrl: "nonsense" });
    expect(error.sentence).toBe("The address set for EC2 is not a URL.");
    expect(error.nextStep).toContain("AWS_ENDPOINT_URL");
    const other = mapped({ name: "Unknown", message: "Unknown" }, "DescribeVpcs", { endpointUrl: "localhost:4566" });
    expect(other.sentence).toBe("The server at the endpoint that is set is not AWS.");
  });

  it("is AWS's own address, or the name that did not resolve", () => {
    expect(mapped({ code: "ECONNRESET" }).sentence).toContain("EC2 at ec2.us-east-1.amazonaws.com");
    const hostname = "portal.sso.us-east-1.amazonaws.com";
    expect(mapped({ code: "ENOTFOUND", hostname }).sentence).toContain(`at ${hostname}.`);
  });

  it("is found in the first error of several attempts to connect", () => {
    const error = new AggregateError([Object.assign(new Error("connect"), { code: "ECONNREFUSED" })], "");
    expect(toAwsError(error, "DescribeVpcs", aws)).toMatchObject({ kind: "unreachable", code: "ECONNREFUSED" });
  });
});

it("does not treat an emulator's missing feature as a transient error", () => {
  const message = "The filter 'x' for DescribeVpcs has not been implemented in Moto yet.";
  expect(mapped({ name: "InternalFailure", message }).kind).toBe("refused");
});

describe("secrets", () => {
  it("do not get out of a signature error, an encoded denial or a credential process", () => {
    const secret = "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEXAMPLE";
    const errors = [
      mapped({ name: "SignatureDoesNotMatch", message: `The Canonical String should have been ${secret}` }),
      mapped({
        name: "UnauthorizedOperation",
        message: `Not authorized. Encoded authorization failure message: ${secret}`,
      }),
      mapped({ name: "CredentialsProviderError", message: `Command failed: vault ${secret}` }),
    ];
    for (const error of errors) expect(`${JSON.stringify(error)}${error.message}`).not.toContain("IQoJ");
  });

  it("are hidden where they resemble an access key id", () => {
    const error = mapped({ name: "SomethingNew", message: "key AKIAIOSFODNN7EXAMPLE is odd" });
    expect(error.message).toBe("key AKIA… is odd");
  });
});

it("keeps AWS's own message and request id, and does not change an AwsError", () => {
  const error = mapped({ name: "InvalidParameter", message: "The VPC is odd.", $metadata: { requestId: "req-1" } });
  expect(error).toMatchObject({
    message: "The VPC is odd.",
    sentence: "AWS refused CreateVpcEndpoint: The VPC is odd.",
    requestId: "req-1",
  });
  expect(toAwsError(error, "Other", aws)).toBe(error);
});
