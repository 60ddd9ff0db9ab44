import { Command, Option } from 'commander';
import { repeated, wholeNumber } from './arguments.js';

/** The examples in the help of a verb. */
export type Examples = readonly [command: string, ...more: string[]];

/** A verb with the options and help that all verbs have in common. */
export function verb(name: string, summary: string, examples: Examples): Command {
  return new Command(name)
    .description(summary)
    .option('--debug', 'show where in the program an error happened')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
    .helpCommand(false)
    .configureOutput(errorOutput)
    .exitOverride();
}

/** Makes Commander's own messages look like all others. */
export const errorOutput = {
  outputError: (text: string, write: (text: string) => void): void =>
    write(text.replace(/^error: /, 'jiagu: ')),
};

/** Where the engine computes; undefined flags leave the decision to the configuration. */
export interface EngineFlags {
  readonly device?: 'cpu' | 'gpu';
  readonly threads?: number;
}

/** Adds the flags of {@link EngineFlags}. */
export function withEngineFlags(command: Command): Command {
  return command
    .addOption(new Option('--device <device>', 'where to compute').choices(['cpu', 'gpu']))
    .option('--threads <count>', 'threads of TensorFlow; 0: all cores', wholeNumber(0));
}

/** The configuration of a new run; the other flags take precedence over `set`. */
export interface ConfigFlags extends EngineFlags {
  readonly config: string;
  readonly set: readonly string[];
  readonly name?: string;
  readonly runs: string;
  readonly force?: boolean;
}

/** Adds the flags of {@link ConfigFlags} except those of the engine. */
export function withConfigFlags(command: Command): Command {
  return command
    .requiredOption('-c, --config <file>', 'configuration, YAML')
    .option('--set <key=value>', 'change a key of the configuration; may be repeated', repeated, [])
    .option('--name <name>', "the run's name, instead of the configuration's")
    .option('--runs <folder>', 'where run folders are', 'runs')
    .option('--force', 'replace a run of that name');
}

/** The flags as overrides of the configuration; they take precedence over `--set`. */
export function overridesOf({
  set,
  name,
  device,
  threads,
}: Pick<ConfigFlags, 'set' | 'name' | 'device' | 'threads'>) {
  const flags = { name, device, threads };
  return [
    ...set,
    ...Object.entries(flags).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])),
  ];
}

/** Adds the flags that choose a run and its checkpoint. */
export function withRunFlags(command: Command): Command {
  return command
    .requiredOption('-r, --run <run>', 'run folder, or its name below runs/')
    .addOption(
      new Option('--checkpoint <which>', 'checkpoint to use').choices(['last', 'best']).default('last'),
    );
}

/** The values of {@link withRunFlags} and {@link withEngineFlags}. */
export interface RunFlags extends EngineFlags {
  readonly run: string;
  readonly checkpoint: 'last' | 'best';
}
