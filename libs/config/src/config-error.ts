/**
 * A configuration that cannot be used: the message lists every problem, one a line, with file, line, column and key.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param problems at least one, each a complete message of one line */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
