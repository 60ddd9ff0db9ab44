import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { readYaml } from './read-yaml.js';

/** What a line of a batch script can hold without changing the others. */
const word = z.string().regex(/^[^\s"'`$\\]+$/, 'a word without spaces, quotes, $ and \\ is expected');

/** How the runs of a sweep are submitted to Slurm. */
export const slurmSchema = z.strictObject({
  /** whose allocation pays */
  account: word.optional(),
  partition: word.optional(),
  /** limit of a run, as Slurm writes it: `30`, `2:00:00`, `1-12` (a day and a half); a run that reaches it goes on in a new one */
  time: z
    .string()
    .regex(/^(\d+-\d+(:\d+){0,2}|\d+(:\d+){0,2})$/, 'a time as Slurm writes it is expected, such as 2:00:00')
    .optional(),
  /** of each run */
  cores: z.int().min(1).default(1),
  /** runs at the same time at most */
  atOnce: z.int().min(1).optional(),
  /** more of the script's `#SBATCH` lines, without that word: `--mem=8G` */
  lines: z
    .array(z.string().regex(/^--?\w[^\n]*$/, 'an option of sbatch is expected, such as --mem=8G'))
    .default([]),
  /** commands before each run: `module load gcc` */
  setUp: z.array(z.string()).default([]),
});

export type SlurmOptions = z.infer<typeof slurmSchema>;

/**
 * Reads how a sweep is submitted.
 * @param file YAML; absent: the options alone
 * @param options over the file; those that are undefined leave it as it is
 * @throws ConfigError listing every problem
 */
export function loadSlurm(file: string | undefined, options: Partial<SlurmOptions>): SlurmOptions {
  const written = file === undefined ? {} : readYaml(file).value;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const result = slurmSchema.safeParse({ ...written, ...given });
  if (result.success) return result.data;
  const place = file === undefined ? 'options for Slurm' : file;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) =>
      [place, path.join('.'), message].filter(Boolean).join(': '),
    ),
  );
}
