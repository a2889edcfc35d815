/** LocalStack over HTTP. */
import { Agent, request } from "node:http";
import type { Scope, Upstream } from "./call";
import { writeParams } from "./protocol/params";

/** Where LocalStack listens, and the key that each request to it needs. */
export type Emulator = { url: string; key: string };

/** The header without which LocalStack refuses a request (`localstack/emulator.py`). */
export const emulatorKey = ({ key }: Pick<Emulator, "key">) => ({ "x-postern-key": key });

/** Sends EC2 calls to LocalStack. Throws when it cannot be reached. */
export function localStackAt(emulator: Emulator): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return ({ scope, params, seed, at }) =>
    new Promise((resolve, failed) => {
      const body = writeParams(params);
      const sent = request(
        emulator.url,
        {
          agent,
          method: "POST",
          headers: {
            ...emulatorKey(emulator),
            authorization: authorization(scope),
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "content-length": Buffer.byteLength(body),
            ...(seed === undefined ? {} : { "x-postern-seed": seed }),
            ...(at === undefined ? {} : { "x-postern-at": new Date(at).toISOString().slice(0, -1) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 502, body: Buffer.concat(chunks).toString() }),
          );
          response.on("error", failed);
        },
      );
      sent.on("error", failed);
      sent.end(body);
    });
}

/** Asks LocalStack's Route 53 for the names of a VPC's private hosted zones. */
export function hostedZonesAt(emulator: Emulator): (scope: Scope, vpcId: string) => Promise<string[]> {
  return async ({ accessKey, region }, vpcId) => {
    const query = new URLSearchParams({ vpcid: vpcId, vpcregion: region });
    const response = await fetch(`${emulator.url}/2013-04-01/hostedzonesbyvpc?${query}`, {
      headers: { ...emulatorKey(emulator), authorization: authorization({ accessKey, region }, "route53") },
    });
    if (!response.ok) return [];
    return [...(await response.text()).matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name = ""]) =>
      name.replace(/\.$/, ""),
    );
  };
}

/** LocalStack reads account and Region from here and checks no signature. */
const authorization = ({ accessKey, region }: Pick<Scope, "accessKey" | "region">, service = "ec2"): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
