import { RandomStream, type RandomState } from './random-stream.js';

/**
 * Named streams derived from one seed (`init`, `data.source`, `augment.target`, `dropout`, ...).
 * What one part draws never shifts what another part sees, and all of them are part of a checkpoint.
 */
export class RandomStreams {
  private readonly streams = new Map<string, RandomStream>();
  private place: string | null = null;

  constructor(readonly seed: number) {}

  /** The stream of that name; the same object at every call. */
  stream(name: string): RandomStream {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = new RandomStream(this.seedOf(name))));
    return stream;
  }

  /**
   * Puts the streams where they stand at the beginning of a step of one of several ranks: what is drawn in it depends on
   * the seed, the rank and the step alone. What all ranks must draw alike stays where it is: `init`, `data.*`, `augment.*`
   * and `*.pool`.
   */
  beginStep(rank: number, step: number): void {
    this.place = `rank ${rank}/step ${step}`;
    for (const [name, stream] of this.streams)
      if (!isCommon(name)) stream.restore(new RandomStream(this.seedOf(name)).state());
  }

  private seedOf(name: string): string {
    const own = this.place !== null && !isCommon(name) ? `/${this.place}` : '';
    return `${this.seed}/${name}${own}`;
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

const isCommon = (name: string): boolean => /^init$|^data\.|^augment\.|\.pool$/.test(name);
