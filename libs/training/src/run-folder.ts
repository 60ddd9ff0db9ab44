import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfig, writeConfig, type RunConfig } from '@jiagu/config';

/** What is known about how a run was started; everything but the config. */
export interface RunEnvironment {
  versions: Record<string, string>;
  argv: readonly string[];
  seed: number;
  /** ISO time */
  started: string;
  /** images of each part */
  data: Record<'source' | 'target', Record<'train' | 'test', number>>;
  classNames: readonly string[];
}

/** The folder that holds all a run leaves behind. */
export class RunFolder {
  private constructor(readonly path: string) {}

  /**
   * Makes the folder with `config.yaml` and `env.json`.
   * @throws Error when it holds a run already
   */
  static create(path: string, config: RunConfig, environment: RunEnvironment): RunFolder {
    if (existsSync(join(path, 'config.yaml')))
      throw new Error(
        `${path} already holds a run: continue it with \`jiagu resume ${path}\`, or choose another name with --name`,
      );
    mkdirSync(path, { recursive: true });
    const folder = new RunFolder(path);
    folder.writeJson('env.json', environment);
    // Last, since its presence is what makes the folder a run.
    writeConfig(folder.file('config.yaml'), config);
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

  config(): RunConfig {
    return loadConfig(this.file('config.yaml'));
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
    const beside = this.file(`${name}.${process.pid}.part`);
    try {
      writeFileSync(beside, content, { flush: true });
      renameSync(beside, this.file(name));
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }
}
