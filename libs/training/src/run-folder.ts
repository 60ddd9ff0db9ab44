import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfig, writeConfig, type Domain, type RunConfig } from '@jiagu/config';
import type { MixedPart } from '@jiagu/data';
import { makeFolder, writeWhole } from '@jiagu/disk';

/** The configuration file of a run, and how the run's configuration differs from it. */
export interface RunOrigin {
  file: string;
  /** such as `training.steps: 100 -> 200`; defaults are filled in before comparing */
  changes: readonly string[];
}

/** How a run was started, apart from its configuration: the content of `env.json`. */
export interface RunEnvironment {
  versions: Record<string, string>;
  argv: readonly string[];
  seed: number;
  /** that train together; absent: a single process */
  ranks?: number;
  /** ISO time */
  started: string;
  /** number of images in each part */
  data: Partial<Record<Domain, Record<'train' | 'test', number>>>;
  /** the parts that `data.source.train` mixes; absent where it is no mixture */
  mixture?: readonly MixedPart[];
  /** digest of the names and classes of the images in each part; absent in runs of older versions */
  digests?: Partial<Record<Domain, Record<'train' | 'test', string>>>;
  /** names of the classes, in the order of the networks' outputs */
  classNames: readonly string[];
  /** absent if the run was not started from a file */
  origin?: RunOrigin;
  /** one entry for each time the run was resumed with a different configuration or different data */
  changes?: readonly ConfigurationChange[];
}

/** Changes to the configuration or the data when a run was resumed. */
export interface ConfigurationChange {
  /** completed steps */
  step: number;
  /** ISO time */
  time: string;
  /** such as `training.steps: 100 -> 200` */
  keys: readonly string[];
}

/** The folder with all files of a run. */
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
   * Creates the folder with `config.yaml` and `env.json`.
   * @throws Error when it already holds a run or can't be written
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

  /** Opens the folder of an existing run. @throws Error when it holds no run */
  static open(path: string): RunFolder {
    if (!existsSync(join(path, 'config.yaml')))
      throw new Error(
        `${path} is not a run folder: it has no config.yaml (runs are made by \`jiagu train\`)`,
      );
    return new RunFolder(path);
  }

  /** Name of the run: the last part of the path. */
  get name(): string {
    return basename(this.path);
  }

  /** The path of a file of the run. */
  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  /**
   * The configuration of the run.
   * @param overrides values that replace those of the file, each `key.inner=value`
   * @throws ConfigError listing what is wrong in the file or the overrides
   */
  config(overrides: readonly string[] = []): RunConfig {
    return loadConfig(this.file('config.yaml'), { overrides });
  }

  /** Replaces `config.yaml`. */
  writeConfig(config: RunConfig): void {
    if (this.owned) writeConfig(this.file('config.yaml'), config);
  }

  /** How the run was started: the content of `env.json`. @throws Error when it can't be read */
  environment(): RunEnvironment {
    return JSON.parse(readFileSync(this.file('env.json'), 'utf8')) as RunEnvironment;
  }

  /** Whether training has finished. */
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
