import { expect, it } from "vitest";
import { harness, rule } from "../testing/harness";
import { createEndpoint, endpoint, modifyEndpoint } from "../testing/requests";
import { policyIsJson, policyLength } from "./policy";

rule(policyIsJson, () => {
  it.each(["{", "[]", '"text"', "{}"])("refuses %s", async (PolicyDocument) => {
    const { client } = await harness();
    await expect(createEndpoint(client, { PolicyDocument })).rejects.toMatchObject({ name: "InvalidPolicyDocument" });
  });

  it("keeps a policy as it was given, replaces it and resets it", async () => {
    const { client, pass } = await harness();
    const PolicyDocument =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecs:*","Resource":"*"}]}';
    const { VpcEndpointId } = await createEndpoint(client, { PolicyDocument });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ PolicyDocument });
    pass(3000);
    const none = '{"Version":"2012-10-17","Statement":[]}';
    await modifyEndpoint(client, { VpcEndpointId, PolicyDocument: none });
    expect(await endpoint(client, VpcEndpointId)).toMatchObject({ PolicyDocument: none, State: "available" });
    await modifyEndpoint(client, { VpcEndpointId, ResetPolicy: true });
    expect((await endpoint(client, VpcEndpointId)).PolicyDocument).toContain('"Action":"*"');
  });
});

rule(policyLength, () => {
  it("refuses more than 20,480 characters", async () => {
    const { client } = await harness();
    const policy = (length: number) => `{"Statement":[]${" ".repeat(length - 16)}}`;
    await createEndpoint(client, { PolicyDocument: policy(20_480) });
    await expect(createEndpoint(client, { PolicyDocument: policy(20_481) })).rejects.toMatchObject({
      name: "InvalidPolicyDocument",
    });
  });
});
