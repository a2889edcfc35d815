import { z } from "zod";
import { intentSchema } from "./intent";

/** JSON Schema (draft 2020-12) of what a person writes: fields with defaults may be left out. */
export function intentJsonSchema(): object {
  return z.toJSONSchema(intentSchema, {
    io: "input",
    target: "draft-2020-12",
    override({ zodSchema: { _zod }, jsonSchema }) {
      // zod leaves defaults out where something reads the input before the schema does.
      if (_zod.def.type === "default") jsonSchema.default = _zod.def.defaultValue as typeof jsonSchema.default;
    },
  });
}
