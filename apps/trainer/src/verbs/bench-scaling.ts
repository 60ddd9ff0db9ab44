import { InvalidArgumentError, type Command } from 'commander';
import { loadConfig } from '@jiagu/config';
import { launch } from '@jiagu/distributed';
import { measureRank, measureRanks, type RankFigures } from '../benchmarks/benchmark-scaling.js';
import { efficiency, linkOf } from '../benchmarks/scaling-model.js';
import { repeated, wholeNumber } from '../command-line/arguments.js';
import { note, percent, print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { overridesOf, verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';

interface ScalingFlags extends EngineFlags {
  config: string;
  set: string[];
  ranks: number[];
  steps: number;
  rank?: boolean;
  json?: boolean;
}

/** Ranks for which the model is asked. */
const MORE = [2, 8, 64];

/** `jiagu bench scaling`: what more ranks bring. */
export function scalingVerb(): Command {
  const command = verb(
    'scaling',
    'measure steps of several ranks on this machine, and tell by what sums cost what more machines would bring',
    [
      'jiagu bench scaling --config configs/benchmark-small.yaml --ranks 1,2,4',
      'mpirun --host a,b -np 2 jiagu bench scaling --config configs/demo.yaml --rank    (over the network)',
    ],
  )
    .requiredOption('-c, --config <file>', 'configuration, YAML')
    .option('--set <key=value>', 'change a key of the configuration; may be repeated', repeated, [])
    .option('--ranks <numbers>', 'how many ranks, with commas between', numbers, [1, 2, 4])
    .option('--steps <count>', 'steps to time', wholeNumber(1), 10)
    .option('--rank', 'measure as one of the ranks that mpirun or srun started; the first prints JSON')
    .option('--json', 'print the figures as JSON');
  return withEngineFlags(command).action(async (flags: ScalingFlags) => {
    const { config: file, steps, ranks, json, rank, device, threads = 1 } = flags;
    const overrides = overridesOf({ ...flags, threads });
    const config = loadConfig(file, { overrides });
    if (rank) {
      const own = await measureRank(config, steps, note);
      if ((launch()?.rank ?? 0) === 0) printJson(own);
      return;
    }
    const argv = [
      ...[
        'bench',
        'scaling',
        '--rank',
        '--config',
        file,
        '--steps',
        String(steps),
        '--threads',
        String(threads),
      ],
      ...(device ? ['--device', device] : []),
      ...flags.set.flatMap((change) => ['--set', change]),
    ];
    const figures = ranks.map((count) => {
      note(`measuring ${count} ${count === 1 ? 'rank' : 'ranks'}`);
      return measureRanks(count, argv);
    });
    const scaling = describe(figures);
    if (json) printJson(scaling);
    else print(`${textTable(rowsOf(scaling))}${model(scaling)}`);
  });
}

/** What the ranks measured, and what follows. */
function describe(figures: readonly RankFigures[]) {
  const alone = figures.find(({ ranks }) => ranks === 1);
  const several = figures.find(({ ranks }) => ranks > 1);
  const link = several
    ? linkOf(several.ranks, several.sums.small, {
        seconds: several.sums.gradients,
        bytes: several.gradientBytes,
      })
    : null;
  const measured = figures.map((own) => ({
    ...own,
    imagesPerSecond: (own.ranks * own.images) / own.stepSeconds,
    efficiency: alone ? alone.stepSeconds / own.stepSeconds : null,
    sumShare: own.sums.gradients / own.stepSeconds,
  }));
  const step = (alone ?? figures[0])?.stepSeconds ?? NaN;
  const bytes = figures[0]?.gradientBytes ?? NaN;
  const predicted = link
    ? MORE.map((ranks) => ({ ranks, efficiency: efficiency(ranks, step, bytes, link) }))
    : [];
  return { measured, link, predicted };
}

type Scaling = ReturnType<typeof describe>;

function rowsOf({ measured }: Scaling): string[][] {
  const rows = measured.map(({ ranks, stepSeconds, imagesPerSecond, efficiency: share, sums, sumShare }) => [
    String(ranks),
    (1000 * stepSeconds).toFixed(1),
    imagesPerSecond.toFixed(1),
    share === null ? '' : percent(share),
    (1000 * sums.gradients).toFixed(2),
    percent(sumShare),
  ]);
  return [['ranks', 'step, ms', 'images/s', 'efficiency', 'sum of gradients, ms', 'share'], ...rows];
}

function model({ link, predicted }: Scaling): string {
  if (!link) return '';
  const found = predicted
    .map(({ ranks, efficiency: share }) => `${ranks} ranks ${percent(share)}`)
    .join(', ');
  return (
    `\n\na message takes ${(1e6 * link.latency).toFixed(1)} us, and ${(link.bandwidth / 1e9).toFixed(2)} GB go from a rank in a second.\n` +
    `By that, ranks with cores of their own would compute for this share of their time: ${found}`
  );
}

function numbers(text: string): number[] {
  const list = text.split(',').map(Number);
  if (!list.every((value) => Number.isInteger(value) && value > 0))
    throw new InvalidArgumentError('Whole numbers above 0 with commas between are expected.');
  return list;
}
