import ts from "typescript";

/** Globals that differ between two runs, or reach out of the engine. */
const forbiddenGlobals = new Set([
  ...["process", "performance", "crypto", "globalThis", "global", "require", "console", "Buffer"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "clearTimeout", "clearInterval", "fetch"],
  ...["WebSocket", "Worker", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry", "eval", "Function"],
]);

/** Members of globals that read a clock, roll dice, or ask the machine where it is. */
const forbiddenMembers = new Set(["Date.now", "Date.parse", "Math.random", "Temporal.Now", "Intl.DateTimeFormat"]);

/** Methods whose answer depends on the machine's time zone or language, whatever they are called on. */
const forbiddenMethods =
  /^(localeCompare|toLocale\w*|getTimezoneOffset|(get|set)(Year|FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds))$/;

/**
 * What in this source would make the rules depend on anything but their inputs: clocks, randomness, timers, files,
 * the process, the machine's time zone or language. One line per finding: `line: what`.
 */
export function impurities(source: string, fileName = "planted.ts"): string[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    found.push(`${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    const what = impurity(node);
    if (what !== null) report(node, what);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function impurity(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const from = node.moduleSpecifier;
    return from !== undefined && ts.isStringLiteral(from) ? impureModule(from.text) : null;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return "import()";
  // `new Date(ms)` is arithmetic; `new Date()` and `Date()` read the clock; with parts or a text, the time zone.
  if (ts.isNewExpression(node) && isNamed(node.expression, "Date") && (node.arguments ?? []).length !== 1) {
    return "new Date() of anything but one number";
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, "Date")) return "Date()";
  if (ts.isPropertyAccessExpression(node)) {
    if (forbiddenMethods.test(node.name.text)) return `.${node.name.text}`;
    return impureMember(node.expression, node.name.text);
  }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return impureMember(node.expression, node.argumentExpression.text);
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
    const owner = node.initializer;
    const names = node.name.elements.map((element) => (element.propertyName ?? element.name).getText());
    return names.map((name) => impureMember(owner, name)).find((what) => what !== null) ?? null;
  }
  return ts.isIdentifier(node) && forbiddenGlobals.has(node.text) && isReference(node) ? node.text : null;
}

function impureModule(name: string): string | null {
  return name.startsWith(".") || name === "temporal-polyfill" ? null : `import from ${name}`;
}

function impureMember(owner: ts.Expression, name: string): string | null {
  return ts.isIdentifier(owner) && forbiddenMembers.has(`${owner.text}.${name}`) ? `${owner.text}.${name}` : null;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** An identifier that stands for a value: not the name of a property, nor a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return !(ts.isTypeNode(parent) || ts.isTypeElement(parent) || ts.isQualifiedName(parent));
}
