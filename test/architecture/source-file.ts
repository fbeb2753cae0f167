// Architecture tests: what the rules need to know of each source file, read from the compiler's own syntax tree.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  isCallExpression,
  isExportAssignment,
  isExportDeclaration,
  isIdentifier,
  isImportDeclaration,
  isImportExpression,
  isImportTypeNode,
  isLiteralTypeNode,
  isNewExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
  SyntaxKind,
  type SourceFile as Tree,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface FunctionSize {
  readonly line: number;
  readonly lines: number;
}

export interface SourceFile {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Generated files say so in line 1. */
  readonly generated: boolean;
  readonly imports: readonly Import[];
  /** Every function but the body of a `describe`. */
  readonly functions: readonly FunctionSize[];
  /** String literals of expressions; those of types and imports are left out. */
  readonly strings: readonly Import[];
  /** What reads the clock, chance or the world: `Date.now`, `Math.random`, `Date()`. */
  readonly effects: readonly Import[];
  /** Lines of random tests whose settings name no seed. */
  readonly unseeded: readonly number[];
  readonly defaultExport: boolean;
  /** Nothing but `export … from` and `export {}`. */
  readonly onlyReexports: boolean;
}

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** All files of the program that tsconfig.json describes, without what is installed. */
export function readSourceFiles(): readonly SourceFile[] {
  const api = new API({ cwd: projectRoot });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${projectRoot}tsconfig.json`] });
    const program = snapshot.getProjects()[0]?.program;
    if (program === undefined) throw new Error('the compiler gives no program for tsconfig.json');
    const names = program.getSourceFileNames().filter((name) => isOurs(name));
    return names.map((name) => {
      const tree = program.getSourceFile(name);
      if (tree === undefined) throw new Error(`the compiler gives no tree for ${name}`);
      return describeFile(relative(projectRoot, name), tree);
    });
  } finally {
    api.close();
  }
}

function isOurs(name: string): boolean {
  return name.startsWith(projectRoot) && !name.includes('/node_modules/') && name.endsWith('.ts');
}

const functionKinds = new Set<SyntaxKind>([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);
const effectful = new Set(['Date.now', 'Math.random', 'performance.now', 'DateTime.now']);
/** These read the clock only when they are called without arguments. */
const effectfulWhenBare = new Set(['Date', 'DateTime.local', 'DateTime.utc']);
const effectfulGlobals = new Set([
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'crypto',
  'console',
]);

function describeFile(path: string, tree: Tree): SourceFile {
  const text = readFileSync(`${projectRoot}${path}`, 'utf8');
  const lineOf = (position: number) => text.slice(0, position).split('\n').length;
  const imports: Import[] = [];
  const functions: FunctionSize[] = [];
  const strings: Import[] = [];
  const effects: Import[] = [];
  const unseeded: number[] = [];
  const visit = (node: Node): undefined => {
    const line = () => lineOf(node.getStart(tree));
    const specifier = specifierOf(node);
    if (specifier !== null) imports.push({ specifier, line: line() });
    else if (isStringLiteral(node) && !isLiteralTypeNode(node.parent))
      strings.push({ specifier: node.text, line: line() });
    if (functionKinds.has(node.kind) && !isSuiteBody(node)) {
      const first = line();
      functions.push({ line: first, lines: lineOf(node.end) - first + 1 });
    }
    const effect = effectOf(node, tree);
    if (effect !== null) effects.push({ specifier: effect, line: line() });
    if (isUnseeded(node, tree, text)) unseeded.push(line());
    node.forEachChild(visit);
  };
  tree.forEachChild(visit);
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    generated: /generated/i.test(text.slice(0, Math.max(0, text.indexOf('\n')))),
    imports,
    functions,
    strings,
    effects,
    unseeded,
    defaultExport: /^export default /m.test(text) || tree.statements.some((node) => isExportAssignment(node)),
    onlyReexports: tree.statements.every((node) => isExportDeclaration(node)),
  };
}

function specifierOf(node: Node): string | null {
  if (isImportDeclaration(node)) return isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null;
  if (isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null;
  }
  if (isImportTypeNode(node) && isLiteralTypeNode(node.argument)) {
    return isStringLiteral(node.argument.literal) ? node.argument.literal.text : null;
  }
  if (isCallExpression(node) && isImportExpression(node.expression)) {
    const first = node.arguments[0];
    return first !== undefined && isStringLiteral(first) ? first.text : '(computed)';
  }
  return null;
}

/** The function given to `describe(name, …)`: it only lists tests. */
function isSuiteBody(node: Node): boolean {
  const parent = node.parent;
  return isCallExpression(parent) && /^describe/.test(parent.expression.getText());
}

function effectOf(node: Node, tree: Tree): string | null {
  if (isPropertyAccessExpression(node)) {
    const name = node.getText(tree);
    return effectful.has(name) ? name : null;
  }
  if ((isNewExpression(node) || isCallExpression(node)) && (node.arguments ?? []).length === 0) {
    const name = node.expression.getText(tree);
    return effectfulWhenBare.has(name) ? `${name}()` : null;
  }
  if (
    isIdentifier(node) &&
    effectfulGlobals.has(node.text) &&
    node.parent.kind !== SyntaxKind.PropertyAccessExpression
  ) {
    return isPropertyName(node) ? null : node.text;
  }
  return null;
}

/** A property of fast-check, or a sample, whose last argument names no seed, and nothing of this file that has one. */
function isUnseeded(node: Node, tree: Tree, text: string): boolean {
  if (!isCallExpression(node) || !/^fc\.(assert|check|sample)$/.test(node.expression.getText(tree))) return false;
  const settings = node.arguments.length > 1 ? (node.arguments.at(-1)?.getText(tree) ?? '') : '';
  const hasSeed = (object = ''): boolean => /^\{[^}]*\bseed\b/.test(object);
  const names = settings.match(/\w+/g) ?? [];
  return !hasSeed(settings) && !names.some((name) => hasSeed(text.split(`const ${name} = `)[1]));
}

/** A member that happens to carry the name: `{ process: 1 }`, `interface X { process(): void }`. */
function isPropertyName(node: Node): boolean {
  return 'name' in node.parent && node.parent.name === node;
}
