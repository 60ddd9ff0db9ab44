import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import { ConfigError } from './config-error.js';
import { isMapping, pathKey, type KeyPath, type Located, type Origin } from './located.js';
import { readText } from './read-text.js';

/** How often anchors may be repeated, counted through anchors within anchors. */
const maximumAliases = 100;

const mergeKey =
  'the merge key << is not supported: write the keys out, or put what is shared into a file of its own and name it by `extends`';

/** Clearer messages for errors of the YAML parser, by its codes. */
const explained: Record<string, string> = {
  MULTIPLE_DOCS:
    'a second YAML document begins here, and a configuration is one: remove the --- line, or put what follows into a file of its own',
};

/**
 * Reads a YAML file whose top is a mapping, with the place of every key.
 * @throws ConfigError listing every fault of the YAML with its line and column
 */
export function readYaml(path: string): Located {
  const lines = new LineCounter();
  const at = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line, column: col };
  };
  const document = parseYaml(readText(path), path, lines);
  const value = plainValue(document, path) ?? {};
  if (!isMapping(value))
    throw new ConfigError([`${path}:1:1 a mapping of keys is expected, such as "name: demo"`]);
  const origins = new Map<string, Origin>([['', { file: path, line: 1, column: 1 }]]);
  locate(document.contents, [], (keys, offset) => origins.set(pathKey(keys), at(offset)));
  return { value, origins };
}

/**
 * The value of a short YAML text, as on the command line. A comment is refused, since `#` is meant as part of the
 * value.
 * @throws ConfigError when the text is not valid YAML or has a comment; the message calls it `name`
 */
export function parseYamlValue(text: string, name: string): unknown {
  const document = parseYaml(text, name);
  let commented = hasComment(document);
  visit(document, { Node: (_, node) => void (commented ||= hasComment(node)) });
  if (commented)
    throw new ConfigError([`${name}: what follows # is a comment here; put text that contains # in quotes`]);
  return plainValue(document, name);
}

/** Whether there is a comment before or after a part of a document. */
function hasComment(part: { comment?: unknown; commentBefore?: unknown }): boolean {
  return Boolean(part.comment ?? part.commentBefore);
}

function parseYaml(text: string, name: string, lineCounter = new LineCounter()): Document {
  let document;
  try {
    document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    throw new ConfigError([`${name}: not readable as YAML (${messageOf(error)})`]);
  }
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    message: explained[code] ?? message,
    at: pos[0],
  }));
  if (faults.length === 0) faults.push(...strangeKeys(document));
  if (faults.length === 0) return document;
  throw new ConfigError(
    faults.slice(0, 10).map(({ message, at }) => {
      const { line, col } = lineCounter.linePos(at);
      return `${name}:${line}:${col} ${message}`;
    }),
  );
}

/**
 * Keys that are mappings or lists themselves (`? {a: 1}`), which take minutes to convert to text when nested; and merge
 * keys, which YAML 1.2 does not have.
 */
function strangeKeys(document: Document): { message: string; at: number }[] {
  const found: { message: string; at: number }[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isNode(key) || (isScalar(key) && key.value !== '<<')) return undefined;
      found.push({
        message: isScalar(key) ? mergeKey : 'a key is a name, not a mapping or a list',
        at: key.range?.[0] ?? 0,
      });
      return visit.BREAK;
    },
  });
  return found;
}

function plainValue(document: Document, name: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: maximumAliases });
    // Fails where an anchor contains itself: code that walks the value would never end.
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw new ConfigError([`${name}: not readable as YAML (${messageOf(error)})`]);
  }
}

/**
 * Calls back for every key and list item. What an alias repeats is not walked again; its place is that of the alias.
 */
function locate(node: unknown, path: KeyPath, found: (path: KeyPath, offset: number) => void): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const inner = [...path, String(key.value)];
      found(inner, key.range?.[0] ?? 0);
      locate(value, inner, found);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, i) => {
      if (isScalar(item) || isMap(item) || isSeq(item) || isAlias(item))
        found([...path, i], item.range?.[0] ?? 0);
      locate(item, [...path, i], found);
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
