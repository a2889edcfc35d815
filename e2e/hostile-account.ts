/** A VPC whose names, tags and descriptions are harmful where they are not escaped, and what a page must not do with them. */
import {
  AssociateRouteTableCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateTagsCommand,
  CreateVpcEndpointCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { Page } from "@playwright/test";
import { type Network, privateNetwork, securityGroup } from "./network";

const SCRIPT = "window.__pwned=1";
/** Bidirectional, zero-width, C1 control and filler characters: what XML, and so EC2's responses, can hold. */
export const UNSEEN = "\u202egnp.exe\u2066\u200b\u009b31m\u3164\u2028";
const MARKUP = `<img src=x onerror=${SCRIPT}>`;

export const HOSTILE = {
  vpc: `${MARKUP}${UNSEEN}{{7*7}}`,
  subnets: [`</script><script>${SCRIPT}</script>$L1${UNSEEN}`, "רשת פרטית 2 '$(>pwned)'"] as const,
  group: `=cmd|'/c calc'!A1 <svg onload=${SCRIPT}> שלום`,
  table: `"><a href="javascript:${SCRIPT}">x</a> \${7*7} %{if true} | a`,
  description: `javascript:${SCRIPT}//<iframe src="javascript:parent.${SCRIPT}">`,
  long: "W".repeat(255),
  /** Only what EC2 takes in a group's name. */
  newGroup: "$(touch pwned);{{7*7}}[a](b)!$*&#1 @everyone",
  message: `<script>${SCRIPT}</script>\u202e\u2066 [a](javascript:b) عالم`,
  tags: [
    ["constructor", `$@1 $undefined ${MARKUP}`],
    ["=HYPERLINK(1)", `$(>pwned) \`>pwned\` '; >pwned # ${UNSEEN}`],
    ["toString", '${file("/etc/passwd")} {{resolve:ssm:/x}} !Ref A'],
  ] as const,
};

/** The story's network with such text in it, and an existing endpoint already. */
export async function hostileNetwork(ec2: EC2Client): Promise<Network> {
  const network = await privateNetwork(ec2, "hostile");
  const { vpcId, subnetIds, clientGroupId } = network;
  const tag = (id: string | undefined, Value: string) => {
    const keys = ["Name", "__proto__", "constructor", "toString"];
    return ec2.send(new CreateTagsCommand({ Resources: [id ?? ""], Tags: keys.map((Key) => ({ Key, Value })) }));
  };
  await tag(vpcId, HOSTILE.vpc);
  await Promise.all(subnetIds.map((id, at) => tag(id, HOSTILE.subnets[at] ?? "")));
  await tag(clientGroupId, HOSTILE.group);
  const shared = await securityGroup(ec2, vpcId, HOSTILE.group);
  const long = await securityGroup(ec2, vpcId, HOSTILE.long);
  const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: long }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: shared, IpPermissions: [https] }));
  for (const [at, SubnetId] of subnetIds.entries()) {
    const Groups = at === 0 ? [shared, clientGroupId] : [long];
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId, Groups, Description: HOSTILE.description }),
    );
    await tag(NetworkInterface?.NetworkInterfaceId, HOSTILE.group);
  }
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
  const table = RouteTable?.RouteTableId;
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: table, SubnetId: subnetIds[0] }));
  await tag(table, HOSTILE.table);
  const open = { Sid: HOSTILE.message, Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.logs",
      SubnetIds: [subnetIds[0]],
      SecurityGroupIds: [shared],
      PrivateDnsEnabled: false,
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [open] }),
    }),
  );
  await tag(VpcEndpoint?.VpcEndpointId, HOSTILE.table);
  return network;
}

/** Notes all that a page does which hostile text must not make it do. */
export async function watch(page: Page): Promise<string[]> {
  const events: string[] = [];
  const own = process.env.POSTERN_E2E_URL ?? "";
  page.on("dialog", (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => events.push(`error: ${error.message}`));
  page.on("popup", (popup) => events.push(`window: ${popup.url()}`));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) events.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(own) && !/^(?:blob|data):/.test(request.url())) events.push(`to ${request.url()}`);
  });
  await page.exposeFunction("__violated", (what: string) => events.push(`violation: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      (window as unknown as { __violated(what: string): void }).__violated(`${violatedDirective} ${blockedURI}`);
    });
  });
  return events;
}

/** Problems of the page: text in it that is executed, interpreted, or affects text beside it. */
export function flaws(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{NChar}\u3164\u2800]/u;
    const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
    const found: string[] = [];
    if ("__pwned" in window) found.push("a script ran");
    if (document.querySelector("iframe, object, embed, base, svg script, a[href^='javascript:' i]")) {
      found.push("there is an injected element");
    }
    if (unseen.test(document.title)) found.push(`title: ${JSON.stringify(document.title)}`);
    for (const element of document.body.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/.test(name)) found.push(`<${element.localName} ${name}>`);
        // Input of a person is not escaped.
        if (name !== "value" && unseen.test(value))
          found.push(`${element.localName} ${name}: ${JSON.stringify(value)}`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? "";
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, textarea")) continue;
      if (unseen.test(text)) found.push(`${parent.localName}: ${JSON.stringify(text)}`);
      if (!fromRight.test(text) || parent.closest("bdi")) continue;
      const { display, unicodeBidi } = getComputedStyle(parent);
      if (display !== "inline" || unicodeBidi !== "isolate") found.push(`not isolated: ${JSON.stringify(text)}`);
    }
    return found;
  });
}
