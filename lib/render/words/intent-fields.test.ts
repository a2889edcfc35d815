import { expect, it } from "vitest";
import { intentSchema } from "#lib/core/intent/intent";
import { fieldWords } from "./intent-fields";

it("no field of an intent is shown to people by its name", () => {
  for (const field of Object.keys(intentSchema.shape).filter((name) => name !== "version")) {
    for (const path of [field, `${field}[0]`, `${field}.logs[1]`]) {
      expect(fieldWords(`${path}: Choose at least one.`), path).not.toContain(`${field}:`);
      expect(fieldWords(`${path}: Choose at least one.`), path).toMatch(
        /^[A-Z][\w ']+(?: \(logs\))?: Choose at least one\.$/,
      );
    }
  }
});

it("other texts stay as they are", () => {
  for (const text of ["ecs, logs: function resize would lose access.", "There is no such VPC.", "toString: x"]) {
    expect(fieldWords(text)).toBe(text);
  }
});
