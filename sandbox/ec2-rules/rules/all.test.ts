import { describe, expect, it } from "vitest";
import { refusals } from "#lib/core/network/ec2-rules";
import { endpointRules } from "../endpoint-rules/all";
import { rules } from "./all";

describe("The rules", () => {
  it.each([...rules, ...endpointRules])("$name: names its documentation", ({ name, source }) => {
    expect(name).toMatch(/^[A-Z]/);
    expect(source).toMatch(/API|guide|RFC/);
  });

  it("have names of their own", () => {
    const names = [...rules, ...endpointRules].map((rule) => rule.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(Object.entries(refusals))("%s has one of EC2's codes and a source", (_, { code, source, status }) => {
    expect(code).toMatch(/^[A-Z][A-Za-z.]+$/);
    expect(source).toMatch(/API|guide/);
    expect([400, 403, 412, 503]).toContain(status);
  });
});
