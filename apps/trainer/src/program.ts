import { Command } from 'commander';
import { errorOutput } from './command-line/verb.js';
import { version } from './version.js';

/** The factory of each verb, in the order of the help; the code of a verb is loaded only when it is needed. */
const verbs = new Map<string, () => Promise<Command>>([
  ['demo', async () => (await import('./verbs/demo.js')).demoVerb()],
  ['train', async () => (await import('./verbs/train.js')).trainVerb()],
  ['resume', async () => (await import('./verbs/resume.js')).resumeVerb()],
  ['sweep', async () => (await import('./verbs/sweep.js')).sweepVerb()],
  ['compare', async () => (await import('./verbs/compare.js')).compareVerb()],
  ['evaluate', async () => (await import('./verbs/evaluate.js')).evaluateVerb()],
  ['embed', async () => (await import('./verbs/embed.js')).embedVerb()],
  ['predict', async () => (await import('./verbs/predict.js')).predictVerb()],
  ['swap', async () => (await import('./verbs/swap.js')).swapVerb()],
  ['translate', async () => (await import('./verbs/translate.js')).translateVerb()],
  ['generate', async () => (await import('./verbs/generate.js')).generateVerb()],
  ['score', async () => (await import('./verbs/score.js')).scoreVerb()],
  ['export', async () => (await import('./verbs/export.js')).exportVerb()],
  ['report', async () => (await import('./verbs/report.js')).reportVerb()],
  ['data', async () => (await import('./verbs/data/data.js')).dataVerb()],
  ['export', async () => (await import('./verbs/export.js')).exportVerb()],
  ['weights', async () => (await import('./verbs/weights.js')).weightsVerb()],
  ['bench', async () => (await import('./verbs/bench.js')).benchVerb()],
  ['parity', async () => (await import('./verbs/parity.js')).parityVerb()],
  ['doctor', async () => (await import('./verbs/doctor.js')).doctorVerb()],
]);

/**
 * The `jiagu` command. Loading all verbs takes seconds, so only the one in use is loaded.
 * @param name the first word of the command line; if it is not a verb, all verbs are loaded
 */
export async function buildProgram(name = ''): Promise<Command> {
  const program = new Command('jiagu')
    .description(
      'Unsupervised domain adaptation for oracle bone characters:\ntrain, evaluate and explain STSN on TensorFlow.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nEvery verb has --help with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration,\n129, 130, 140 or 143 stopped by a signal; continue a stopped training with `jiagu resume`.',
    )
    .configureOutput(errorOutput)
    .exitOverride();
  const named = verbs.get(name);
  const wanted = named ? [named] : [...verbs.values()];
  for (const verb of await Promise.all(wanted.map((load) => load()))) program.addCommand(verb);
  return program;
}
