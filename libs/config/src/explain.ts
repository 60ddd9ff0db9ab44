import { expectation, optionsOf, type Issue } from './expectation.js';
import { knownKeys, nearestName } from './known-keys.js';
import { originOf, pathKey, showOrigin, valueAt, type KeyPath, type Located } from './located.js';

/** Says what is wrong with a configuration, where that is written and what is expected; one line per fault. */
export function explain(issues: readonly Issue[], located: Located): string[] {
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) =>
        line([...path, key], unknownKey(key, knownKeys(located.value, path)), located),
      );
    if (issue.code === 'invalid_union') {
      const branch = issue.errors.find((errors) => !errors.some(isWholly));
      if (branch)
        return explain(
          branch.map((inner) => ({ ...inner, path: [...path, ...inner.path] })),
          located,
        );
    }
    const value = valueAt(located.value, path);
    if (value === undefined) return line(path, `missing; expected ${expectation(issue)}`, located);
    return line(path, `expected ${expectation(issue)}, found ${shown(value)}${hint(issue, value)}`, located);
  });
}

/** Whether an alternative of a union rejects the value as a whole, so that it is not the one that was meant. */
function isWholly(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return `unknown key; ${nearest === undefined ? `known: ${known.join(', ')}` : `did you mean "${nearest}"?`}`;
}

function hint(issue: Issue, value: unknown): string {
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (wantsText && (typeof value === 'number' || typeof value === 'boolean')) return '; put it in quotes';
  const nearest = typeof value === 'string' ? nearestName(value, optionsOf(issue)) : undefined;
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

function line(path: KeyPath, problem: string, { origins }: Located): string {
  const origin = originOf(origins, path);
  const place = origin === undefined ? '' : `${showOrigin(origin)} `;
  return `${place}${path.length > 0 ? `${pathKey(path)}: ` : ''}${problem}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
