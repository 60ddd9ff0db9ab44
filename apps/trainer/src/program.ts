import { Command } from 'commander';
import { errorOutput } from './command-line/verb.js';
import { benchVerb } from './verbs/bench.js';
import { compareVerb } from './verbs/compare.js';
import { dataVerb } from './verbs/data/data.js';
import { demoVerb } from './verbs/demo.js';
import { doctorVerb } from './verbs/doctor.js';
import { embedVerb } from './verbs/embed.js';
import { evaluateVerb } from './verbs/evaluate.js';
import { parityVerb } from './verbs/parity.js';
import { predictVerb } from './verbs/predict.js';
import { reportVerb } from './verbs/report.js';
import { resumeVerb } from './verbs/resume.js';
import { scoreVerb } from './verbs/score.js';
import { sweepVerb } from './verbs/sweep.js';
import { swapVerb } from './verbs/swap.js';
import { trainVerb } from './verbs/train.js';
import { weightsVerb } from './verbs/weights.js';
import { version } from './version.js';

/** The `jiagu` command with all its verbs. */
export function buildProgram(): Command {
  const program = new Command('jiagu')
    .description(
      'Unsupervised domain adaptation for oracle bone characters:\ntrain, evaluate and explain STSN on TensorFlow.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nEvery verb has --help with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration,\n129, 130 or 143 stopped by a signal; a stopped training goes on with `jiagu resume`.',
    )
    .configureOutput(errorOutput)
    .exitOverride();
  const verbs = [
    demoVerb,
    trainVerb,
    resumeVerb,
    sweepVerb,
    compareVerb,
    evaluateVerb,
    embedVerb,
    predictVerb,
    swapVerb,
    scoreVerb,
    reportVerb,
    dataVerb,
    weightsVerb,
    benchVerb,
    parityVerb,
    doctorVerb,
  ];
  for (const make of verbs) program.addCommand(make());
  return program;
}
