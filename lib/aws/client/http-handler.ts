/** The HTTP handler for calls to AWS: each response is read whole, within bounds of size, time and form. */
import type { IncomingMessage } from "node:http";
import { NodeHttpHandler, type NodeHttpHandlerOptions } from "@smithy/node-http-handler";
import { allowanceLeft, tooLarge, tooSlow } from "./allowance";
import { NOT_AWS } from "./errors";

/** The largest pages that Postern asks for, of 1,000 items each, have 3 MB. */
const MOST_BYTES = 32 * 2 ** 20;

/** For one response, from its first byte to its last. */
const MOST_MS = 60_000;

/**
 * The SDK's parser keeps up to thirty times what it reads, by markup and in one piece of text (measured). EC2's longest values are
 * policies, of some ten thousand characters.
 */
const MOST_MARKUP = 2_500_000;
const LONGEST_TEXT = 2 ** 20;

/** Where XML begins: of all elements only the first has attributes, `xmlns`. */
const XML = /^[\s\xEF\xBB\xBF]*</;
const HEAD = /^[\s\xEF\xBB\xBF]*(?:<\?xml[^<>]*\?>\s*)?<([\w.:-]+)(?:\s+[\w:-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*\/?>/;
const HEAD_BYTES = 4_096;

/** A request handler for SDK clients. Errors carry `TOO_LARGE`, `TOO_SLOW` or `NOT_AWS` as their code and are not retried. */
export function boundedHandler(options: NodeHttpHandlerOptions): NodeHttpHandler {
  const handler = new NodeHttpHandler({ throwOnRequestTimeout: true, ...options });
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, given = {}) => {
    const left = allowanceLeft();
    if (left?.signal.aborted) throw tooSlow(left.milliseconds);
    const result = await handle(request, left && !given.abortSignal ? { ...given, abortSignal: left.signal } : given);
    const bytes = await collect(result.response.body as IncomingMessage, left);
    checkForm(bytes, isSuccess(result.response.statusCode), responseElement(request));
    result.response.body = bytes;
    return result;
  };
  return handler;
}

async function collect(body: IncomingMessage, left: ReturnType<typeof allowanceLeft>): Promise<Buffer> {
  const milliseconds = Math.min(MOST_MS, left ? left.until - Date.now() : MOST_MS);
  const timer = setTimeout(() => body.destroy(tooSlow(milliseconds)), milliseconds);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (left) left.bytes -= chunk.length;
      if (size > MOST_BYTES) throw tooLarge(`one response has more than ${MOST_BYTES / 2 ** 20} MB`);
      if (left && left.bytes < 0) throw tooLarge("all responses together are too much");
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks, size);
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * Root element of the response to a read in the query protocol (EC2, STS): a response to another call parses as an empty list.
 * null: for any other call every response is accepted. What a change has done is read from the account.
 */
function responseElement({ headers, body }: { headers: Record<string, string>; body?: unknown }): string | null {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return null;
  const [, read] = /(?:^|&)Action=((?:Describe|Get|List)\w+)/.exec(String(body)) ?? [];
  return read ? `${read}Response` : null;
}

/**
 * Refuses what AWS never sends and the parser would choke on: document types, attributes, endless markup or text. A success
 * has content, and of which call it is: anything else reads like an account in which there is nothing.
 */
function checkForm(bytes: Buffer, success: boolean, expected: string | null): void {
  if (success && bytes.length === 0) throw notAws();
  const start = bytes.subarray(0, HEAD_BYTES).toString("latin1");
  if (!XML.test(start)) return;
  const [head, element = ""] = HEAD.exec(start) ?? [];
  if (head === undefined || bytes.includes("<!")) throw notAws();
  if (success && (expected ? element !== expected : !element.endsWith("Response"))) throw notAws();
  if (/<[^<>]*=/.test(bytes.subarray(head.length).toString("latin1"))) throw notAws();
  let markup = 0;
  let before = 0;
  for (let at = bytes.indexOf("<"); at !== -1; at = bytes.indexOf("<", at + 1)) {
    markup += 1;
    if (markup > MOST_MARKUP) throw tooLarge(`one response has more than ${MOST_MARKUP} elements`);
    if (at - before > LONGEST_TEXT) throw tooLarge(`a value has more than ${LONGEST_TEXT} characters`);
    before = at;
  }
  if (bytes.length - before > LONGEST_TEXT) throw notAws();
}

const notAws = () => Object.assign(new Error("The response does not have the form of AWS's."), { code: NOT_AWS });
