/**
 * The ways into the web process as its source has them, and which of them are not made by the request guard. It reads forms and
 * follows nothing: what is not written plainly as `page(…)`, `handler(…)`, `opening(…)` or `action(…)` of the guard is refused.
 */
import ts from "typescript";

export type Way = { kind: "page" | "handler" | "action"; file: string; name: string; permission: string };
export type Source = { path: string; text: string };
export type WaysIn = { ways: Way[]; problems: string[] };

const GUARD = "#lib/server/http/guard";
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const PERMISSIONS = new Set(["read", "plan", "apply"]);

/** Files of the App Router whose default export Next.js renders, or serves, on the server. */
const RENDERED =
  /^app\/(?:.*\/)?(?:page|layout|template|default|loading|not-found|forbidden|unauthorized|error|global-error|global-not-found|icon\d*|apple-icon\d*|opengraph-image\d*|twitter-image\d*|sitemap|robots|manifest)\.[cm]?[jt]sx?$/;
const ROUTE = /^app\/(?:.*\/)?route\.[cm]?[jt]sx?$/;
/** Next.js wants these to be the browser's; what they are given is no more than an error. */
const IN_BROWSER = /^app\/(?:.*\/)?(?:error|global-error)\.tsx$/;
/** Other doors of Next.js, which Postern does not have. */
const OTHER_DOOR = /^(?:src\/|pages\/|middleware\.|app\/.*\.(?:m|c)?js$)/;

/** Those that strangers are to get at: the ways to sign in, and what stands around every page. */
const FOR_STRANGERS = new Set([
  "app/layout.tsx",
  "app/not-found.tsx",
  "app/forbidden.tsx",
  "app/signed-out/page.tsx",
  "app/open/route.ts",
  "app/auth/sign-in/route.ts",
  "app/auth/callback/route.ts",
]);

/** Paths are those of the checkout, with slashes. */
export function waysIn(sources: readonly Source[]): WaysIn {
  const all = sources.map(({ path, text }) => waysOf(path, text));
  return { ways: all.flatMap(({ ways }) => ways), problems: all.flatMap(({ problems }) => problems) };
}

function waysOf(path: string, text: string): WaysIn {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: WaysIn = { ways: [], problems: [] };
  const fault = (node: ts.Node, sentence: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.problems.push(`${path}:${line + 1} ${sentence}`);
  };
  if (OTHER_DOOR.test(path))
    fault(file, "is a way in that Postern does not have: its ways in are app/**/{page,route}.ts(x)");
  forbidInlineActions(file, fault);

  const isActions = directives(file.statements).includes("use server");
  const isClient = directives(file.statements).includes("use client");
  if (isActions) checkExports(file, "action", found, fault);
  else if (ROUTE.test(path)) checkExports(file, "handler", found, fault);
  else if (RENDERED.test(path) && !(isClient && IN_BROWSER.test(path))) checkExports(file, "page", found, fault);
  return found;
}

type Fault = (node: ts.Node, sentence: string) => void;

function directives(statements: ts.NodeArray<ts.Statement>): string[] {
  const texts: string[] = [];
  for (const statement of statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
    texts.push(statement.expression.text);
  }
  return texts;
}

function forbidInlineActions(file: ts.SourceFile, fault: Fault): void {
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && directives(node.statements).some((text) => text.startsWith("use server"))) {
      fault(node, 'an action inside a function: make it with action(…) in a file of its own with "use server"');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** Names that the file imports from the guard, as values and under their own name. */
function guardNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
    if (!ts.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== GUARD) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName, isTypeOnly } of bindings.elements) {
      if (!propertyName && !isTypeOnly) names.add(name.text);
    }
  }
  return names;
}

function checkExports(file: ts.SourceFile, kind: Way["kind"], found: WaysIn, fault: Fault): void {
  const names = guardNames(file);
  const path = file.fileName;
  const before = found.ways.length + found.problems.length;
  const check = (node: ts.Node, name: string, expression: ts.Expression | undefined) => {
    const made = expression && madeByGuard(expression, kind, names);
    if (!made) fault(node, `${name} is not made by ${kind === "handler" ? "handler(…)" : `${kind}(…)`} of ${GUARD}`);
    else if (typeof made === "string") fault(node, `${name} ${made}`);
    else if (made.permission === "none" && !FOR_STRANGERS.has(path)) {
      fault(node, `${name} would be open to those who are not signed in`);
    } else found.ways.push({ kind, file: path, name, permission: made.permission });
  };

  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) {
      if (kind === "page" && !statement.isExportEquals) check(statement, "default", statement.expression);
      else fault(statement, "a default export is none of the forms that are known here");
    } else if (ts.isExportDeclaration(statement)) {
      if (!statement.isTypeOnly)
        fault(statement, "exports in another way than `export const … = …`, which cannot be followed");
    } else if (isExported(statement) && !isType(statement)) {
      if (!ts.isVariableStatement(statement))
        fault(statement, `${nameOf(statement)} is not made by ${kind}(…) of ${GUARD}`);
      else
        for (const declaration of statement.declarationList.declarations) {
          const name = declaration.name.getText(file);
          if (kind === "handler" ? METHODS.has(name) : kind === "action")
            check(declaration, name, declaration.initializer);
          else if (!isPlain(declaration))
            fault(declaration, `${name} is worked out outside the guard: only plain values may stand beside it`);
        }
    }
  }
  if (found.ways.length + found.problems.length === before)
    fault(file, `exports nothing made by ${kind}(…) of ${GUARD}`);
}

const modifiersOf = (statement: ts.Statement) =>
  ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
const isExported = (statement: ts.Statement) =>
  modifiersOf(statement).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
const isType = (statement: ts.Statement) =>
  ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);

function nameOf(statement: ts.Statement): string {
  const isDefault = modifiersOf(statement).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  const named =
    ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ? statement.name?.text : undefined;
  return isDefault ? "default" : (named ?? "an export");
}

/** Metadata and settings of a segment: values that are written down, not worked out. */
function isPlain({ initializer }: ts.VariableDeclaration): boolean {
  const plain = (node: ts.Node): boolean =>
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind) ||
    (ts.isArrayLiteralExpression(node) && node.elements.every(plain)) ||
    (ts.isObjectLiteralExpression(node) &&
      node.properties.every((property) => ts.isPropertyAssignment(property) && plain(property.initializer)));
  return initializer !== undefined && plain(initializer);
}

/** null: not made by the guard; a text: made, but not so that one can tell for whom. */
function madeByGuard(
  expression: ts.Expression,
  kind: Way["kind"],
  names: ReadonlySet<string>,
): { permission: string } | string | null {
  if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
  const wrapper = expression.expression.text;
  if (!names.has(wrapper)) return null;
  if (kind === "handler" && wrapper === "opening") return { permission: "none" };
  if (wrapper !== kind) return null;
  const [options] = expression.arguments;
  const permission =
    options && ts.isObjectLiteralExpression(options)
      ? options.properties.flatMap((property) =>
          ts.isPropertyAssignment(property) &&
          property.name.getText() === "permission" &&
          ts.isStringLiteral(property.initializer)
            ? [property.initializer.text]
            : [],
        )
      : [];
  const [only, second] = permission;
  const known =
    only !== undefined && second === undefined && (PERMISSIONS.has(only) || (kind === "page" && only === "none"));
  return known ? { permission: only } : "does not say in plain words which permission it needs";
}
