/** What a log says of an error. */

/** Of causes below causes, so many are told. */
const MOST_CAUSES = 5;

const isPlain = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

/**
 * An error's words, its plain values and its causes, and nothing else that hangs on it: pg hangs the client on the error of a
 * connection that breaks while idle, and with it the key by which PostgreSQL lets somebody cancel its queries.
 */
export function loggedError(error: unknown, causes = MOST_CAUSES): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { message, stack, cause, errors } = error as { [name in "message" | "stack" | "cause" | "errors"]?: unknown };
  return {
    ...Object.fromEntries(Object.entries(error).filter(([, value]) => isPlain(value))),
    type: error.constructor?.name,
    message: String(message),
    stack: isPlain(stack) ? stack : undefined,
    ...(cause !== undefined && causes > 0 ? { cause: loggedError(cause, causes - 1) } : {}),
    ...(Array.isArray(errors) && causes > 0 ? { errors: errors.map((each) => loggedError(each, causes - 1)) } : {}),
  };
}
