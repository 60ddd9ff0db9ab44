/** The command was called in a way that makes no sense; ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
