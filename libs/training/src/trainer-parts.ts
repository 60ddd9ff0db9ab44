import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import type { RandomStreams } from '@jiagu/random';
import type { Evaluator } from './evaluator.js';
import type { Method } from './method.js';
import type { RunFolder } from './run-folder.js';

/** The parts of a training. */
export interface TrainerParts<Details extends object = object> {
  readonly config: RunConfig;
  readonly method: Method;
  readonly domains: Domains;
  readonly random: RandomStreams;
  readonly folder: RunFolder;
  readonly evaluator: Evaluator<Details>;
  /** Receives messages for the user. */
  readonly log?: (line: string) => void;
}
