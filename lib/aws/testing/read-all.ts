/**
 * Reads a VPC from endpoints, one after another, and prints each result as a line of JSON. Arguments: milliseconds that
 * the read may take, endpoint, milliseconds, endpoint, …
 */
import { readGateway } from "../ec2-reader";
import { isAwsError } from "../gateway";

const given = process.argv.slice(2);

for (let i = 0; i < given.length; i += 2) {
  const [milliseconds, endpointUrl = ""] = given.slice(i);
  const target = { region: "us-east-1", profile: null, endpointUrl, sandbox: true };
  const allowance = { milliseconds: Number(milliseconds), bytes: 256 * 2 ** 20 };
  const said = await readGateway(target, allowance)
    .snapshot("vpc-1")
    .then(
      () => ({ kind: "read" }),
      (error: unknown) => {
        if (!isAwsError(error)) throw error;
        const { kind, code, sentence, operation } = error;
        return { kind, code, sentence, operation };
      },
    );
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
process.exit(0);
