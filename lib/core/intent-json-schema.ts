import { z } from "zod";
import { intentSchema } from "./intent";

/** JSON Schema (draft 2020-12) of what a person writes: fields with defaults may be left out. */
export function intentJsonSchema(): object {
  return z.toJSONSchema(intentSchema, { io: "input", target: "draft-2020-12" });
}
