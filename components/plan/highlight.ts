import type { HighlighterCore, ThemedToken } from "shiki/core";

export type CodeLanguage = "shellscript" | "powershell" | "json" | "yaml" | "hcl" | "markdown";

const THEME = "postern";

let loading: Promise<HighlighterCore> | undefined;

/** Loads the highlighter at its first use. Its engine is plain JavaScript: the page's policy forbids WebAssembly. */
async function load(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  return createHighlighterCore({
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: "--code-" })],
    langs: [
      import("shiki/dist/langs/shellscript.mjs"),
      import("shiki/dist/langs/powershell.mjs"),
      import("shiki/dist/langs/json.mjs"),
      import("shiki/dist/langs/yaml.mjs"),
      import("shiki/dist/langs/hcl.mjs"),
      import("shiki/dist/langs/markdown.mjs"),
    ],
    engine: createJavaScriptRegexEngine(),
  });
}

/** The code's lines in coloured pieces; colours are CSS variables that `code-view.tsx` sets. */
export async function highlighted(code: string, lang: CodeLanguage): Promise<ThemedToken[][]> {
  loading ??= load();
  return (await loading).codeToTokensBase(code, { lang, theme: THEME });
}
