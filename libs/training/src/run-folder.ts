import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfig, writeConfig, type Domain, type RunConfig } from '@jiagu/config';
import { makeFolder, writeWhole } from '@jiagu/disk';

/** The file that a run was started from, and how its configuration differs from that. */
export interface RunOrigin {
  file: string;
  /** `training.steps: 100 -> 200`, every default filled in */
  changes: readonly string[];
}

/** What is known about how a run was started; everything but the config. */
export interface RunEnvironment {
  versions: Record<string, string>;
  argv: readonly string[];
  seed: number;
  /** that train together; absent: a single process */
  ranks?: number;
  /** ISO time */
  started: string;
  /** images of each part */
  data: Partial<Record<Domain, Record<'train' | 'test', number>>>;
  /** which images they are, by name and class; absent in runs of older versions */
  digests?: Partial<Record<Domain, Record<'train' | 'test', string>>>;
  /** in the order of the networks' outputs: a class is its name */
  classNames: readonly string[];
  /** absent where a run was not started from a file */
  origin?: RunOrigin;
  /** each time the run went on with another configuration or other data than before */
  changes?: readonly ConfigurationChange[];
}

/** Keys of the configuration that were changed at a resume. */
export interface ConfigurationChange {
  /** steps done before */
  step: number;
  /** ISO time */
  time: string;
  /** `training.steps: 100 -> 200` */
  keys: readonly string[];
}

/** The folder that holds all a run leaves behind. */
export class RunFolder {
  private constructor(
    readonly path: string,
    /** Whether this process may write: of several ranks only one does. */
    readonly owned = true,
  ) {}

  /** The folder of a run that another rank owns: what is written here goes nowhere. It need not be there. */
  static ofOther(path: string): RunFolder {
    return new RunFolder(path, false);
  }

  /**
   * Makes the folder with `config.yaml` and `env.json`.
   * @throws Error when it holds a run already, or the disk refuses
   */
  static create(path: string, config: RunConfig, environment: RunEnvironment): RunFolder {
    if (existsSync(join(path, 'config.yaml')))
      throw new Error(
        `${path} already holds a run: continue it with \`jiagu resume ${path}\`, or choose another name with --name`,
      );
    makeFolder(path);
    const folder = new RunFolder(path);
    folder.writeJson('env.json', environment);
    // Last, since its presence is what makes the folder a run.
    folder.writeConfig(config);
    return folder;
  }

  /** @throws Error when there is no run */
  static open(path: string): RunFolder {
    if (!existsSync(join(path, 'config.yaml')))
      throw new Error(
        `${path} is not a run folder: it has no config.yaml (runs are made by \`jiagu train\`)`,
      );
    return new RunFolder(path);
  }

  get name(): string {
    return basename(this.path);
  }

  /** The path of a file of the run. */
  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  /**
   * The configuration of the run.
   * @param overrides each `key.inner=value`, over the file
   * @throws ConfigError listing what is wrong in file or overrides
   */
  config(overrides: readonly string[] = []): RunConfig {
    return loadConfig(this.file('config.yaml'), { overrides });
  }

  /** Replaces `config.yaml`. */
  writeConfig(config: RunConfig): void {
    if (this.owned) writeConfig(this.file('config.yaml'), config);
  }

  environment(): RunEnvironment {
    return JSON.parse(readFileSync(this.file('env.json'), 'utf8')) as RunEnvironment;
  }

  /** Whether training came to its end. */
  get done(): boolean {
    return existsSync(this.file('done'));
  }

  /** Writes a JSON file, complete or not at all. */
  writeJson(name: string, value: unknown): void {
    this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Writes a file, complete or not at all. */
  write(name: string, content: string | Uint8Array): void {
    if (this.owned) writeWhole(this.file(name), content);
  }
}
