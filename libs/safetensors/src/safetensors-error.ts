/**
 * A safetensors file that cannot be read or written: the message names the file and, where there is one, the tensor.
 */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';

  /**
   * @param file path or other name of the file
   * @param problem what is wrong
   * @param tensor name of the tensor at fault
   * @param options the error that caused it, as `cause`
   */
  constructor(
    readonly file: string,
    problem: string,
    readonly tensor?: string,
    options?: ErrorOptions,
  ) {
    super(
      tensor === undefined ? `${file}: ${problem}` : `${file}: tensor ${shown(tensor)}: ${problem}`,
      options,
    );
  }
}

/** The name in quotes, escaped and cut to fit one line of a message. */
function shown(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}...` : name);
}
