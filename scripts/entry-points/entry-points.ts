/**
 * The entry points of the web process as its source has them, and which of them lack the request guard. It reads syntax and
 * follows nothing: what is not written literally as `page(…)`, `handler(…)`, `opening(…)` or `action(…)` of the guard is refused.
 */
import ts from "typescript";

export type EntryPoint = { kind: "page" | "handler" | "action"; file: string; name: string; permission: string };
export type Source = { path: string; text: string };
export type EntryPoints = { entries: EntryPoint[]; problems: string[] };

const GUARD = "#lib/server/http/guard";
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const PERMISSIONS = new Set(["read", "plan", "apply"]);

/** Files of the App Router whose default export Next.js renders, or serves, on the server. */
const RENDERED =
  /^app\/(?:.*\/)?(?:page|layout|template|default|loading|not-found|forbidden|unauthorized|error|global-error|global-not-found|icon\d*|apple-icon\d*|opengraph-image\d*|twitter-image\d*|sitemap|robots|manifest)\.[cm]?[jt]sx?$/;
const ROUTE = /^app\/(?:.*\/)?route\.[cm]?[jt]sx?$/;
/** Next.js requires these to be client components; they get nothing but an error. */
const IN_BROWSER = /^app\/(?:.*\/)?(?:error|global-error)\.tsx$/;
/** Other entry points of Next.js, which Postern does not use. */
const OTHER_ENTRY = /^(?:src\/|pages\/|middleware\.|app\/.*\.(?:m|c)?js$)/;

/** Entry points that need no session: signing in, and the frame around every page. */
const WITHOUT_SESSION = new Set([
  "app/layout.tsx",
  "app/not-found.tsx",
  "app/forbidden.tsx",
  "app/signed-out/page.tsx",
  "app/open/route.ts",
  "app/auth/sign-in/route.ts",
  "app/auth/callback/route.ts",
]);

/** Paths are those of the checkout, with slashes. */
export function entryPoints(sources: readonly Source[]): EntryPoints {
  const all = sources.map(({ path, text }) => entryPointsOf(path, text));
  return { entries: all.flatMap(({ entries }) => entries), problems: all.flatMap(({ problems }) => problems) };
}

function entryPointsOf(path: string, text: string): EntryPoints {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: EntryPoints = { entries: [], problems: [] };
  const fault = (node: ts.Node, sentence: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.problems.push(`${path}:${line + 1} ${sentence}`);
  };
  if (OTHER_ENTRY.test(path))
    fault(file, "is an entry point that Postern does not use: its own are app/**/{page,route}.ts(x)");
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

function checkExports(file: ts.SourceFile, kind: EntryPoint["kind"], found: EntryPoints, fault: Fault): void {
  const names = guardNames(file);
  const path = file.fileName;
  const before = found.entries.length + found.problems.length;
  const check = (node: ts.Node, name: string, expression: ts.Expression | undefined) => {
    const guarded = expression && guardedBy(expression, kind, names);
    if (!guarded)
      fault(node, `${name} is not wrapped by ${kind === "handler" ? "handler(…)" : `${kind}(…)`} of ${GUARD}`);
    else if (typeof guarded === "string") fault(node, `${name} ${guarded}`);
    else if (guarded.permission === "none" && !WITHOUT_SESSION.has(path)) {
      fault(node, `${name} would be open to those who are not signed in`);
    } else found.entries.push({ kind, file: path, name, permission: guarded.permission });
  };

  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) {
      if (kind === "page" && !statement.isExportEquals) check(statement, "default", statement.expression);
      else fault(statement, "a default export is none of the forms that are known here");
    } else if (ts.isExportDeclaration(statement)) {
      if (!statement.isTypeOnly)
        fault(statement, "exports in another form than `export const … = …`, which cannot be followed");
    } else if (isExported(statement) && !isType(statement)) {
      if (!ts.isVariableStatement(statement))
        fault(statement, `${nameOf(statement)} is not wrapped by ${kind}(…) of ${GUARD}`);
      else
        for (const declaration of statement.declarationList.declarations) {
          const name = declaration.name.getText(file);
          if (kind === "handler" ? METHODS.has(name) : kind === "action")
            check(declaration, name, declaration.initializer);
          else if (!isPlain(declaration))
            fault(declaration, `${name} is computed outside the guard: only plain values may be exported beside it`);
        }
    }
  }
  if (found.entries.length + found.problems.length === before)
    fault(file, `exports nothing wrapped by ${kind}(…) of ${GUARD}`);
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

/** Metadata and settings of a segment: literal values, not computed ones. */
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

/** null: not guarded; a string: guarded, but its permission cannot be read. */
function guardedBy(
  expression: ts.Expression,
  kind: EntryPoint["kind"],
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
  return known ? { permission: only } : "does not name its permission as a literal";
}
