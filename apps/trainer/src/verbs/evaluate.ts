import type { Command } from 'commander';
import {
  dataNeeds,
  DOMAINS,
  drawnDomains,
  drawsImages,
  type Domain,
  type RunConfig,
  parsePart,
} from '@jiagu/config';
import { openPart, openTests, type Dataset, type KnownClasses, type TestDomains } from '@jiagu/data';
import { labelGroups, readClassGroups } from '@jiagu/report';
import { disposeMethod } from '@jiagu/training';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { buildEvaluator } from '../runs/build-evaluator.js';
import { capability } from '../runs/capability.js';
import { evaluateRun } from '../runs/evaluate-run.js';
import { describeGroups, groupResults } from '../runs/group-results.js';
import { openRun, type OpenRun } from '../runs/open-run.js';
import { refuseFewImages } from '../runs/preflight.js';
import { verifyParts } from '../runs/prepare-data.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/** Images named by flags, instead of the run's own. */
type NamedImages = Partial<Record<Domain, string>>;

interface EvaluateFlags extends RunFlags, NamedImages {
  groups?: string;
  json?: boolean;
}

/** `jiagu evaluate`: measures accuracy on both domains and the swap, or the quality and variety of generated images. */
export function evaluateVerb(): Command {
  const command = verb(
    'evaluate',
    'measure accuracy on both domains and how well structure and texture are swapped; for a method that draws or translates images: KID, recall and other measures',
    [
      'jiagu evaluate --run runs/demo/stsn',
      'jiagu evaluate --run demo/stsn --target scans/test.txt --json    (only these images)',
      'jiagu evaluate --run demo/stsn --source drawings --target scans',
      'jiagu evaluate --run thinned --groups data/thinned/groups.json    (accuracy of head and tail)',
    ],
  )
    .option('--source <path>', 'evaluate only these handprinted images: class folders, list or IDX file')
    .option(
      '--target <path>',
      "only these scanned images; without --source and --target, the run's test images of both domains",
    )
    .option(
      '--groups <file>',
      'also show the accuracy of groups of classes: groups.json of `jiagu data thin`',
    )
    .option('--json', 'print everything as JSON, including classes, confusions and mistakes');
  return withEngineFlags(withRunFlags(command)).action(async (flags: EvaluateFlags) => {
    const groupsFile = flags.groups === undefined ? undefined : await readClassGroups(flags.groups);
    const run = await openRun(flags);
    const { config, method, folder, step } = run;
    const known = recordedClasses(folder, config);
    const groups = groupsFile && labelGroups(groupsFile, known.names, known.whose);
    if (groups) capability(run, 'recogniser');
    const named = flags.source !== undefined || flags.target !== undefined;
    const domains = named ? await openNamed(config, flags, known) : await openOwn(run, known);
    refuseFewImages(config, method, domains);
    if (flags.target !== undefined && config.model.batchNorm.statistics === 'target-reestimated')
      note(
        "the target's running statistics are those of the checkpoint, since --target names no training images",
      );
    const { source, target } = domains;
    await verifyParts([source?.test, target?.test].filter((part) => part !== undefined));
    const evaluator = await buildEvaluator({ config, method, domains });
    const state = { step, checkpoint: flags.checkpoint };
    const evaluation = await evaluateRun({ config, method, domains, evaluator }, state);
    disposeMethod(method);
    evaluator.dispose?.();
    const results = groups && groupResults(groups, evaluation);
    if (flags.json) printJson({ run: folder.path, ...evaluation, ...(results && { groups: results }) });
    else
      print(
        [
          `${folder.path}, checkpoint ${flags.checkpoint}, step ${step}`,
          describeEvaluation(evaluation),
          ...(results ? [describeGroups(results)] : []),
        ].join('\n\n'),
      );
  });
}

/** Opens the images that flags name. The run's own data are not used and need not exist. */
function openNamed(
  { data, method }: RunConfig,
  images: NamedImages,
  known: KnownClasses,
): Promise<TestDomains> {
  const parts = DOMAINS.map((domain) => {
    const path = images[domain];
    if (path === undefined) return [domain, undefined];
    const part = parsePart(path);
    return [domain, { train: part, test: part }];
  });
  // A packed file does not hold named images.
  return openTests({ ...data, ...Object.fromEntries(parts), packed: undefined }, known, {
    labels: dataNeeds(method).sourceLabels,
  });
}

/** Opens the run's test parts, and its training images if the evaluation uses them. */
async function openOwn({ config }: OpenRun, known: KnownClasses): Promise<TestDomains> {
  const tests = await openTests(config.data, known, { labels: dataNeeds(config.method).sourceLabels });
  const drawn = drawnDomains(config);
  const parts: Partial<Record<Domain, TestDomains[Domain]>> = {};
  for (const domain of drawn.length > 0 ? drawn : (['target'] as const)) {
    const opened = tests[domain];
    const recognised = domain === 'target' && !drawsImages(config.method);
    const wanted = recognised ? recognition(config) : generation;
    const train = opened && (await openTraining(config, domain, known, wanted));
    if (train) parts[domain] = { ...opened, train };
  }
  return { ...tests, ...parts };
}

/** What training images are needed for. */
interface Wanted {
  /** Whether the evaluation is impossible without them. */
  readonly needed: boolean;
  /** What is left out without them, for a message; undefined if nothing uses them. */
  readonly without?: string;
}

const generation: Wanted = { needed: false, without: 'floors and authenticity are left out' };

/** Running statistics, and thus accuracy, may depend on them; otherwise only validators do. */
function recognition({ model, training }: RunConfig): Wanted {
  return {
    needed: model.batchNorm.statistics === 'target-reestimated',
    ...(training.evaluate.validationImages > 0 && { without: 'validators are left out' }),
  };
}

async function openTraining(
  { data, method }: RunConfig,
  domain: Domain,
  known: KnownClasses,
  { needed, without }: Wanted,
): Promise<Dataset | undefined> {
  if (!needed && without === undefined) return undefined;
  try {
    return await openPart(data, `${domain}.train`, known, { labels: dataNeeds(method).sourceLabels });
  } catch (error) {
    if (needed) throw error;
    note(`${without}: ${(error as Error).message}`);
    return undefined;
  }
}
