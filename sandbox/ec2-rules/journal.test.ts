import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { describe, expect, it, onTestFinished } from "vitest";
import { openJournal } from "./journal";
import { harness } from "./testing/harness";
import { createEndpoint, createGateway, modifyEndpoint } from "./testing/requests";

function file(): string {
  const dir = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return join(dir, "journal.jsonl");
}

async function account(client: EC2Client) {
  const [endpoints, interfaces] = await Promise.all([
    client.send(new DescribeVpcEndpointsCommand({})),
    client.send(new DescribeNetworkInterfacesCommand({})),
  ]);
  return { endpoints: endpoints.VpcEndpoints, interfaces: interfaces.NetworkInterfaces };
}

const authorize = new AuthorizeSecurityGroupIngressCommand({
  GroupId: "sg-endpoints",
  IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: "sg-clients" }] }],
});

describe("The journal", () => {
  it("makes the same account again: ids, addresses, states, and LocalStack's calls with their seeds", async () => {
    const path = file();
    const first = await harness({}, openJournal(path));
    const { VpcEndpointId } = await createEndpoint(first.client, { ClientToken: "t" });
    first.pass(3000);
    await modifyEndpoint(first.client, { VpcEndpointId, AddSubnetIds: ["subnet-c1"] });
    await createGateway(first.client);
    await first.client.send(authorize);
    first.pass(3000);

    const second = await harness({}, openJournal(path));
    expect(await second.ec2.replay()).toBe(0);
    second.pass(6000);
    expect(await account(second.client)).toEqual(await account(first.client));
    expect(second.fake.done).toEqual(first.fake.done);
    expect(second.fake.seeds).toEqual(first.fake.seeds);
    expect(await createEndpoint(second.client, { ClientToken: "t" })).toMatchObject({ VpcEndpointId });
  });

  it("holds what succeeded and nothing else", async () => {
    const { client, journal } = await harness();
    await createEndpoint(client, { SubnetIds: ["subnet-none"] }).catch(() => undefined);
    await createEndpoint(client, { DryRun: true }).catch(() => undefined);
    await account(client);
    expect(journal.entries).toEqual([]);
    await createEndpoint(client);
    expect(journal.entries).toHaveLength(1);
  });

  it("loses only the line that a crash tore, and goes on after it", async () => {
    const path = file();
    const first = await harness({}, openJournal(path));
    await createEndpoint(first.client);
    appendFileSync(path, '{"seed":"x","at":1,"sco');

    const journal = openJournal(path);
    expect(journal.entries).toHaveLength(1);
    const second = await harness({}, journal);
    await second.ec2.replay();
    await createGateway(second.client);
    expect(openJournal(path).entries).toHaveLength(2);
    expect(readFileSync(path, "utf8").endsWith("\n")).toBe(true);
  });

  it("remembers with what the account was seeded", () => {
    const path = file();
    openJournal(path).append({ seeded: "default" });
    expect(openJournal(path).seeded).toBe("default");
    openJournal(path).clear();
    expect(openJournal(path).seeded).toBeNull();
  });
});
