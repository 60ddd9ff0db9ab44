import type { z } from 'zod';

/** One fault that the schema finds. */
export type Issue = z.core.$ZodIssue;

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys',
  array: 'a list',
  tuple: 'a list',
};

/** What the schema accepts in place of a fault, phrased to follow "expected". */
export function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return issue.errors.length > 0
        ? [...new Set(issue.errors.flat().map(expectation))].join(' or ')
        : oneOf(optionsOf(issue));
    case 'too_small':
      return bound(
        issue,
        issue.exact ? 'exactly' : issue.inclusive ? 'at least' : 'more than',
        issue.minimum,
      );
    case 'too_big':
      return bound(issue, issue.exact ? 'exactly' : issue.inclusive ? 'at most' : 'less than', issue.maximum);
    default:
      return issue.message.replace(/^Invalid string: /, '');
  }
}

/** The values that the schema allows where a fault is; empty where any value of a kind is allowed. */
export function optionsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return [];
}

function oneOf(options: readonly string[]): string {
  return options.length > 1 ? `one of ${options.join(', ')}` : options.join('');
}

function bound({ origin }: { origin: string }, how: string, limit: number | bigint): string {
  const unit = origin === 'array' ? ' items' : origin === 'string' ? ' characters' : '';
  return `${how} ${limit}${unit}`;
}
