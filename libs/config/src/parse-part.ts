import { ConfigError } from './config-error.js';
import { partSchema } from './data-schema.js';
import { parseYamlValue } from './read-yaml.js';
import type { DataPart } from './schema.js';

/**
 * A part of the data as a command line names it: a path, or a mapping as a configuration has it, such as
 * `{ images: scans.idx, labels: labels.idx }`.
 * @throws ConfigError when text in braces is no such mapping
 */
export function parsePart(text: string): DataPart {
  if (!/^\{.*\}$/s.test(text)) return text;
  const part = partSchema.safeParse(parseYamlValue(text, text));
  if (part.success) return part.data;
  throw new ConfigError([`${text}: expected a path, { list, root } or { images, labels }`]);
}
