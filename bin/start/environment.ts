/** What the processes of a stack find in their environment. */
import { devNull } from "node:os";

export type Environment = Record<string, string | undefined>;

/**
 * The environment for working with the sandbox at `url`: every setting that leads to a real account is left out, so that
 * nothing can be sent to one.
 */
export function sandboxEnvironment(env: Environment, url: string): Environment {
  return {
    ...withoutAws(env),
    POSTERN_SANDBOX: "1",
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Leaves out every setting of the AWS SDKs but those of the JavaScript SDK itself, which are about words, not accounts. */
export function withoutAws(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^AWS_(?!SDK_JS_)/.test(name)));
}
