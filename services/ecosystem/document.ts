import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
  type YAMLError,
} from "yaml";
import { type Mistake, type Path, pathText } from "./mistake.js";

/** Oslo's file is 30 KiB; this bounds the time that reading any file can take to about a second. */
export const ecosystemBytesMax = 256 * 1024;
/** The file is eight levels deep. A few thousand brackets can make the YAML composer exhaust the stack. */
export const depthMax = 32;
/** Bounds what aliases can expand to. */
export const nodesMax = 50_000;
/** Syntax errors breed: one missing quote can give thousands. */
export const syntaxMistakesMax = 50;

export type Misplaced = Omit<Mistake, "file">;

export interface ReadText {
  /** Plain values without prototypes, so that no key (`__proto__`) is special; null when the file is empty. */
  raw: unknown;
  /** Keys given twice: the first one counts, so that the rest can still be checked. */
  mistakes: Misplaced[];
  /** Where something stands; of what is not in the text, the nearest thing around it. */
  locate(path: Path, at: "key" | "value"): { line: number; column: number };
}

/**
 * YAML text to plain values that can be found again in the text. Text that is not YAML gives all
 * its syntax errors and nothing else: what stands beside a syntax error cannot be trusted.
 */
export function readText(text: string): { ok: true; text: ReadText } | Refused {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (code: Mistake["code"], offset: number, message: string, action: string): Refused => ({
    ok: false,
    mistakes: [{ code, ...place(offset), path: "", message, action }],
  });

  if (Buffer.byteLength(text) > ecosystemBytesMax) {
    return refuse(
      "ECOSYSTEM_TOO_LARGE",
      0,
      `the file is larger than ${ecosystemBytesMax / 1024} KiB`,
      "Check that this is the right file; one installation needs a tenth of that.",
    );
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = offsetDeeperThan(tokens, depthMax);
  if (tooDeep !== null) {
    return refuse(
      "ECOSYSTEM_TOO_COMPLEX",
      tooDeep,
      `the file is nested more than ${depthMax} levels deep`,
      "Look for stray brackets, braces or dashes here.",
    );
  }

  // Unique keys are checked below, because the library compares each key with every other;
  // its pretty errors copy the surrounding text and are quadratic too.
  const composer = new Composer({
    schema: "core",
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  const errors: SyntaxError[] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (second !== undefined)
    errors.push({
      code: "MULTIPLE_DOCS",
      pos: [second.range[0]],
      message: "the file holds more than one YAML document",
    });
  const version = document?.directives.yaml;
  if (version?.explicit === true && version.version !== "1.2") {
    errors.push({
      code: "BAD_DIRECTIVE",
      pos: [0],
      message: `the file says YAML ${version.version}, where yes, no and 08:00 are not text`,
    });
  }
  if (document === undefined || errors.length > 0) {
    return { ok: false, mistakes: errors.slice(0, syntaxMistakesMax).map((error) => syntaxMistake(error, place)) };
  }
  return plainValues(document, place);
}

type Refused = { ok: false; mistakes: Misplaced[] };
type Place = (offset: number) => { line: number; column: number };
type SyntaxError = Pick<YAMLError, "code" | "message"> & { pos: [number, ...number[]] };

const syntaxActions: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "Indent with spaces, not with a tab.",
  BAD_INDENT: "Line this up with its neighbours; brackets and quotes opened above must be closed.",
  MULTIPLE_DOCS: "Keep one document: remove the line `---`.",
  BAD_DIRECTIVE: "Remove the line that starts with %.",
  NON_STRING_KEY: "Use a plain word as key.",
  TAG_RESOLVE_FAILED: "Remove the tag (the word that starts with !).",
  BAD_ALIAS: "Give the anchor (&name) before the alias (*name), or put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "Put text that contains a colon and a space in quotes, or start a new line.",
};

function syntaxMistake(error: SyntaxError, place: Place): Misplaced {
  return {
    code: "ECOSYSTEM_SYNTAX",
    ...place(error.pos[0]),
    path: "",
    message: `this is not valid YAML: ${error.message.split("\n")[0]}`,
    action: syntaxActions[error.code] ?? "Look at this line and the one above: quotes, colons, brackets, indentation.",
  };
}

/** Depth without recursion, from the tokens, before anything recursive touches them. */
function offsetDeeperThan(tokens: CST.Token[], max: number): number | null {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > max) return token.offset;
    if (token.type === "document" && token.value !== undefined) open.push({ token: token.value, depth: depth + 1 });
    if (!("items" in token)) continue;
    for (const item of token.items) {
      for (const inner of [item.key, item.value]) if (inner) open.push({ token: inner, depth: depth + 1 });
    }
  }
  return null;
}

class TooComplex {
  constructor(
    readonly offset: number,
    readonly message: string,
  ) {}
}

function plainValues(document: Document.Parsed, place: Place): ReturnType<typeof readText> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  const open = new Set<Node>();
  const mistakes: Misplaced[] = [];
  const unresolved: Misplaced[] = [];
  let nodes = 0;

  const visit = (given: Node | null, path: Path, expanded: boolean): unknown => {
    let node = given;
    let inAlias = expanded;
    if (isAlias(node)) {
      const target = targets.get(node) ?? anchors.get(node.source);
      if (target === undefined) {
        const message = `nothing before it has the anchor &${node.source}`;
        unresolved.push(syntaxMistake({ code: "BAD_ALIAS", pos: [startOf(node)], message }, place));
        return null;
      }
      if (open.has(target))
        throw new TooComplex(startOf(node), `the alias *${node.source} stands inside what it names`);
      targets.set(node, target);
      node = target;
      inAlias = true;
    }
    if (node === null) return null;
    nodes += 1;
    if (nodes > nodesMax || path.length > depthMax)
      throw new TooComplex(startOf(given), "with its aliases written out the file is too large");
    if (!inAlias && "anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, node);
    if (isScalar(node)) return node.value;
    open.add(node);
    const value = isSeq<Node>(node)
      ? node.items.map((item, i) => visit(item, [...path, i], inAlias))
      : visitMap(node, path, inAlias);
    open.delete(node);
    return value;
  };
  const visitMap = (node: Node, path: Path, inAlias: boolean): unknown => {
    const value: Record<string, unknown> = Object.create(null);
    if (!isMap<Node, Node>(node)) return value;
    for (const pair of node.items) {
      const key = keyOf(pair.key);
      const inner = visit(pair.value, [...path, key], inAlias);
      if (key in value) {
        mistakes.push({
          code: "ECOSYSTEM_KEY_TWICE",
          ...place(startOf(pair.key)),
          path: pathText([...path, key]),
          message: `\`${key}\` is given twice here`,
          action: "Keep one of them; only the first was read.",
        });
      } else value[key] = inner;
    }
    return value;
  };

  try {
    const raw = visit(document.contents, [], false);
    if (unresolved.length > 0) return { ok: false, mistakes: unresolved.slice(0, syntaxMistakesMax) };
    return {
      ok: true,
      text: { raw, mistakes, locate: (path, at) => place(offsetOf(document.contents, targets, path, at)) },
    };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    const action = "Write the values out instead of using anchors and aliases.";
    return {
      ok: false,
      mistakes: [{ code: "ECOSYSTEM_TOO_COMPLEX", ...place(error.offset), path: "", message: error.message, action }],
    };
  }
}

function offsetOf(root: ParsedNode | null, targets: Map<Node, Node>, path: Path, at: "key" | "value"): number {
  let node: Node | null = root;
  let offset = startOf(root);
  for (const [i, part] of path.entries()) {
    const around: Node | null = isAlias(node) ? (targets.get(node) ?? null) : node;
    if (isSeq<Node>(around) && typeof part === "number" && part < around.items.length) {
      node = around.items[part] ?? null;
      offset = startOf(node);
    } else if (isMap<Node, Node>(around)) {
      const pair = around.items.find((candidate) => keyOf(candidate.key) === part);
      if (pair === undefined) return offset;
      node = pair.value;
      const last = i === path.length - 1;
      const blank = isScalar(node) && node.source === "";
      offset =
        node === null || blank || (last && at === "key") || isBlockCollection(node) ? startOf(pair.key) : startOf(node);
    } else return offset;
  }
  return offset;
}

/** A list or mapping on the lines below its key: the key is what people look for. */
const isBlockCollection = (node: Node) => (isMap(node) || isSeq(node)) && node.flow !== true;
const keyOf = (key: Node) => (isScalar(key) ? String(key.value) : "");
const startOf = (node: Node | null) => node?.range?.[0] ?? 0;
