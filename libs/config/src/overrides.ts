import { ConfigError } from './config-error.js';
import { pathKey, type Located, type Origin } from './located.js';
import { parseYamlValue } from './read-yaml.js';

/**
 * One `--set a.b=value` of the command line; the value is YAML (`0.3`, `true`, `[1, 2]`, `{from: 100}`), and an empty
 * one asks for the default.
 * @param text `a.b=value`
 */
export function parseOverride(text: string): Located {
  const [, keys = '', value = ''] = /^([\w-]+(?:\.[\w-]+)*)=(.*)$/s.exec(text) ?? [];
  const file = `--set ${text}`;
  if (keys === '') throw new ConfigError([`${file}: write it as key=value or key.inner=value`]);
  const path = keys.split('.');
  const nested = path.reduceRight<unknown>(
    (inner, key) => Object.fromEntries([[key, inner]]),
    parseYamlValue(value, file),
  );
  const origins = new Map<string, Origin>(path.map((_, i) => [pathKey(path.slice(0, i + 1)), { file }]));
  return { value: nested as Located['value'], origins };
}
