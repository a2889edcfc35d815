import { describe, expect, it } from "vitest";
import { proofCommands } from "./proof";

const prove = (rows: [service: string, name: string, after: string][], ports: [string, (number | string)[]][] = []) =>
  proofCommands(
    {
      region: "eu-central-1",
      dns: rows.map(([service, name, after]) => ({ name, service, before: "public", after })),
      reachability: ports.map(([service, ports]) => ({ service, ports })),
    },
    "111122223333",
  );

describe("proof from inside the VPC", () => {
  it("is of each service, with the Region", () => {
    const text = prove([
      ["ecs", "ecs.eu-central-1.amazonaws.com", "create-endpoint-ecs"],
      ["ecr.dkr", "*.dkr.ecr.eu-central-1.amazonaws.com", "vpce-1"],
      ["s3", "s3.eu-central-1.amazonaws.com", "public"],
    ]);
    expect(text).toContain("dig +short ecs.eu-central-1.amazonaws.com");
    expect(text).toContain("aws ecs list-clusters --region eu-central-1");
    expect(text).toContain("dig +short 111122223333.dkr.ecr.eu-central-1.amazonaws.com");
    expect(text).toContain("https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/");
    expect(text).toContain("# s3: public addresses, reached by the gateway's route");
  });

  it("uses HTTPS only where the service supports it", () => {
    const smtp: [string, string, string] = ["email-smtp", "email-smtp.eu-central-1.amazonaws.com", "vpce-1"];
    const cassandra: [string, string, string] = ["cassandra", "cassandra.eu-central-1.amazonaws.com", "vpce-2"];
    const text = prove([smtp, cassandra]);
    expect(text).not.toContain("curl");
    expect(text).toMatch(/openssl s_client .*email-smtp\.eu-central-1\.amazonaws\.com:587 .*-starttls smtp/);
    expect(text).toMatch(/openssl s_client .*cassandra\.eu-central-1\.amazonaws\.com:9142 .*<\/dev\/null/);
    expect(text).not.toMatch(/:9142 .*-starttls/);
  });

  it("uses the ports of the plan's rows, ranges too", () => {
    const text = prove(
      [["appstream.streaming", "streaming.appstream.eu-central-1.amazonaws.com", "vpce-1"]],
      [["appstream.streaming", [443, "1400-1499", 22]]],
    );
    expect(text.match(/^(?:curl|nc) .*/gm)?.map((line) => line.replace(/ .* /, " "))).toEqual([
      "curl https://streaming.appstream.eu-central-1.amazonaws.com/",
      "nc 1400-1499",
      "nc 22",
    ]);
    const own = prove([["email-smtp", "email-smtp.x", "vpce-1"]], [["email-smtp", [465]]]);
    expect(own).toContain("email-smtp.x:465 -servername email-smtp.x </dev/null");
    expect(prove([["own", "own.x", "vpce-1"]], [["own", []]])).toContain("# Its ports are not known");
  });

  it("states what the names should resolve to", () => {
    expect(prove([["ecs", "ecs.x", "unknown"]])).toContain(
      "# ecs: what its names resolve to is not visible in this account",
    );
    expect(prove([["ecs", "ecs.x", "none"]])).toContain("# ecs: no address is expected");
  });
});
