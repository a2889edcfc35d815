import { refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../call";
import { refuse } from "../protocol/refuse";
import { NOT_IN_XML } from "../protocol/xml";

export const characters: Rule = {
  name: "Parameters hold characters that responses can hold: no control characters",
  source: refusals.notInXml.source,
  actions: ["*"],
  before(call) {
    const [found] = [...call.params].flat().join("").match(NOT_IN_XML) ?? [];
    const code = found?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    if (code) refuse(refusals.notInXml, { code: `U+${code}` });
    return undefined;
  },
};
