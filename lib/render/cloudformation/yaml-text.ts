import { Document, type Scalar, visit } from "yaml";
import { escapeUnseen, unicodeEscape, visible } from "#lib/core/text/untrusted";

/** Text that no reader of YAML 1.1 or 1.2 takes for anything but text: some take `e5`, an exponent without digits, for a number. */
const BARE = /^(?!(?:y|n|yes|no|on|off|true|false|null|e\d+)$)[a-z][\w .:/-]*$/i;

/**
 * YAML of a value, with lines of comment before it and every invisible character escaped. CloudFormation reads YAML 1.1, in which a bare
 * `yes`, `<<` or `2012-10-17` is no text, so all but plain words is quoted.
 */
export function escapedYaml(value: unknown, comment: readonly string[]): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = comment.map((line) => ` ${visible(line)}`.trimEnd()).join("\n");
  visit(document, {
    Scalar(_, node: Scalar) {
      if (typeof node.value === "string" && !BARE.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  return escapeUnseen(text, unicodeEscape);
}
