/** Refusing a call the way EC2 does. */
import type { Refusal } from "#lib/core/network/ec2-rules";

/** EC2's response to a call that it refuses. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** Ends the call with this refusal. */
export function refuse<Facts>(refusal: Refusal<Facts>, ...facts: Facts extends void ? [] : [Facts]): never {
  throw new Refused(refusal.code, refusal.words(facts[0] as Facts), refusal.status);
}
