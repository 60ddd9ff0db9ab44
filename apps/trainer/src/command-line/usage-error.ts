/** The command was called with invalid arguments; ends it with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
