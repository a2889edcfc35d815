/** How an error is logged. */

/** How many causes below causes are logged. */
const MOST_CAUSES = 5;

const isScalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

/**
 * An error's message, stack, scalar properties and causes, and no other property: pg attaches the client to the error of an idle
 * connection that breaks, and with it the secret key that PostgreSQL accepts for cancelling queries.
 */
export function loggedError(error: unknown, causes = MOST_CAUSES): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { message, stack, cause, errors } = error as { [name in "message" | "stack" | "cause" | "errors"]?: unknown };
  return {
    ...Object.fromEntries(Object.entries(error).filter(([, value]) => isScalar(value))),
    type: error.constructor?.name,
    message: String(message),
    stack: isScalar(stack) ? stack : undefined,
    ...(cause !== undefined && causes > 0 ? { cause: loggedError(cause, causes - 1) } : {}),
    ...(Array.isArray(errors) && causes > 0 ? { errors: errors.map((each) => loggedError(each, causes - 1)) } : {}),
  };
}
