import { RandomStream, type RandomState } from './random-stream.js';

/**
 * Named streams derived from one seed (`init`, `data.source`, `augment.target`, `dropout`, ...).
 * What one part draws never shifts what another part sees, and all of them are part of a checkpoint.
 */
export class RandomStreams {
  private readonly streams = new Map<string, RandomStream>();

  constructor(readonly seed: number) {}

  /** The stream of that name; the same object at every call. */
  stream(name: string): RandomStream {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = new RandomStream(`${this.seed}/${name}`)));
    return stream;
  }

  /** Where every stream used so far stands. */
  state(): Record<string, RandomState> {
    return Object.fromEntries([...this.streams].map(([name, stream]) => [name, stream.state()]));
  }

  /** Puts every stream named in `state` where it stood. */
  restore(state: Record<string, RandomState>): void {
    for (const [name, words] of Object.entries(state)) this.stream(name).restore(words);
  }
}
