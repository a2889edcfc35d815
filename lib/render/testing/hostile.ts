/** Text that is harmful where it is not escaped: shells, browsers, templates, spreadsheets, terminals. */
import fc from "fast-check";

/** Each leaves a file `pwned` behind if a shell runs it: by a redirection, which needs no program, or by an installed one. */
export const SHELL = [
  ...["$(>pwned)", "`>pwned`", "'; >pwned; '", '"; >pwned; "', "\n>pwned\n", "; touch pwned #", "| touch pwned"],
  ...["&& touch pwned &", "<(>pwned)", ">(touch pwned)", "$(touch pwned)", "${x:-$(>pwned)}", "$((`>pwned`))"],
  ...[
    "\\'; >pwned #",
    "'\\''; >pwned; '\\''",
    "$'\\x3e'pwned",
    "\r\n>pwned\r\n",
    "${IFS}",
    "$HOME",
    "$@",
    "$*",
    "!!",
    "!$",
  ],
  ...[
    "\\",
    "\\\\",
    "'",
    '"',
    "''",
    "*",
    "?",
    "[a-z]",
    "{a,b}",
    "~",
    "~root",
    "=tr",
    "==",
    "#",
    "%",
    "^",
    "EOF",
    "\0",
    "",
  ],
  ...[
    "--debug",
    "--region",
    "--endpoint-url=http://x",
    "-h",
    "--",
    "-",
    "file:///etc/passwd",
    "fileb://x",
    "http://x/",
  ],
];

/** Each ends a string of PowerShell, begins an expression, or is a comment that is more than a comment, where it is not escaped. */
export const POWERSHELL = [
  ...[
    "'; Pwn; '",
    "''",
    "'",
    "'@\nPwn\n@'",
    "$(Pwn)",
    "${Pwn}",
    "`$(Pwn)",
    "`",
    '"; Pwn; "',
    "@(Pwn)",
    "{Pwn}",
    "& Pwn",
  ],
  ...[
    "\u2018; Pwn; \u2018",
    "\u2019; Pwn #",
    "\u201a; Pwn #",
    "\u201b; Pwn #",
    "\u201c; Pwn; \u201d",
    "\u0452; Pwn #",
    "\u044f\u0092",
  ],
  ...[
    "SIG # Begin signature block",
    " sig#beginsignatureblock",
    "requires -Version 99",
    "#> Pwn <#",
    "<# Pwn #>",
    "\r\nPwn\r\n",
  ],
  ...[
    "--%",
    "-Operation",
    "$null",
    "%PATH%",
    "^&Pwn",
    '" & Pwn & "',
    '\\"',
    "\\",
    "|Pwn",
    "> pwned",
    "\u2013Pwn",
    "\u0085Pwn",
  ],
];

const MARKUP = [
  ...[
    "<script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "</script><svg/onload=window.__pwned=1>",
  ],
  ...[
    "</title></textarea></style>",
    "<!--",
    "-->",
    "]]>",
    "&lt;b&gt;",
    "javascript:window.__pwned=1",
    "{{7*7}}",
    "<%= 7*7 %>",
  ],
  ...["$L1", "$@1", "$undefined", "$F0", '$1:{"then"', "\"><a href='javascript:window.__pwned=1'>x</a>", "__proto__"],
  ...[
    "constructor",
    "${7*7}",
    "%{ if true }x%{ endif }",
    '${file("/etc/passwd")}',
    "$${a}",
    "{{resolve:ssm:/x}}",
    "!Ref A",
  ],
];

const PAPER = [
  ...[
    "[a](javascript:b)",
    "![a](http://x/y.png)",
    "[a]: http://x",
    "<http://x>",
    "www.x.example",
    "a@x.example",
    "@everyone",
  ],
  ...[
    "fixes #12",
    "a | b",
    "|",
    "`",
    "```",
    "````\n",
    "~~~",
    "**a**",
    "_a_",
    "~~a~~",
    "# a",
    "> a",
    "- a",
    "1. a",
    "[ ] a",
  ],
  ...[
    "---",
    "===",
    "$a$",
    "[^1]",
    "&amp;",
    "\\|",
    "\\",
    "%%{init: {}}%%",
    'click n1 "javascript:x"',
    '"]',
    "end",
    "`**a**`",
  ],
  ...["#quot;", "ﬂ°°60¶ßb", "=cmd|'/c x'!A1", "+1", "-1", '=HYPERLINK("http://x")', "classDef x fill:#000", "<br/>"],
];

const TERMINAL = [
  ...[
    "\u001b[31m",
    "\u001b]0;x\u0007",
    "\u001b]8;;http://x\u001b\\x",
    "\u009b2J",
    "\u0085",
    "\r",
    "\b\b\b",
    "\u0007",
    "\u007f",
  ],
  ...[
    "\u202e",
    "\u2066x\u2069",
    "\u200f",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\u3164",
    "\u{e0041}",
    "a\u0301",
  ],
  ...["שלום", "عالم 12", "é", "\u2800", "監視", "🚪", "\ufffe", "\u00ad"],
];

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...SHELL, ...POWERSHELL, ...MARKUP, ...PAPER, ...TERMINAL), weight: 4 },
  { arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 6 }), weight: 2 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 4 }), weight: 1 },
);

/** Hostile text, up to 255 characters. */
export const hostile: fc.Arbitrary<string> = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("").slice(0, 255));
