import type { Command } from 'commander';
import { DOMAINS, type DataConfig, type Domain, type RunConfig, parsePart } from '@jiagu/config';
import { openPart, openTests, type KnownClasses, type TestDomains } from '@jiagu/data';
import { disposeMethod } from '@jiagu/training';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { buildEvaluator } from '../runs/build-evaluator.js';
import { evaluateRun } from '../runs/evaluate-run.js';
import { openRun } from '../runs/open-run.js';
import { verifyParts } from '../runs/prepare-data.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/** Images named in place of the run's own. */
type NamedImages = Partial<Record<Domain, string>>;

interface EvaluateFlags extends RunFlags, NamedImages {
  json?: boolean;
}

/** `jiagu evaluate`: accuracy of both domains and the swap figures. */
export function evaluateVerb(): Command {
  const command = verb(
    'evaluate',
    'measure accuracy on both domains, and whether structure and texture swap',
    [
      'jiagu evaluate --run runs/demo-stsn',
      'jiagu evaluate --run demo-stsn --target scans/test.txt --json    (these images alone)',
      'jiagu evaluate --run demo-stsn --source drawings --target scans',
    ],
  )
    .option('--source <path>', 'only these handprinted images: class folders, list or IDX file')
    .option(
      '--target <path>',
      "only these scanned images; without --source and --target, the run's test images of both domains",
    )
    .option('--json', 'print everything as JSON: also classes, confusions and mistakes');
  return withEngineFlags(withRunFlags(command)).action(async (flags: EvaluateFlags) => {
    const { config, method, folder, step } = await openRun(flags);
    const known = recordedClasses(folder, config);
    const named = flags.source !== undefined || flags.target !== undefined;
    const domains = named ? await openNamed(config.data, flags, known) : await openOwn(config, known);
    if (flags.target !== undefined && config.model.batchNorm.statistics === 'target-reestimated')
      note("the target's running statistics are those of the checkpoint: --target names no training images");
    const { source, target } = domains;
    await verifyParts([source?.test, target?.test].filter((part) => part !== undefined));
    const evaluator = buildEvaluator({ config, method, domains });
    const state = { step, checkpoint: flags.checkpoint };
    const evaluation = await evaluateRun({ config, method, domains, evaluator }, state);
    disposeMethod(method);
    if (flags.json) printJson({ run: folder.path, ...evaluation });
    else
      print(
        `${folder.path}, checkpoint ${flags.checkpoint}, step ${step}\n\n${describeEvaluation(evaluation)}`,
      );
  });
}

/** The images that flags name, and nothing of the run's own data, which need not be there. */
function openNamed(data: DataConfig, images: NamedImages, known: KnownClasses): Promise<TestDomains> {
  const parts = DOMAINS.map((domain) => {
    const path = images[domain];
    if (path === undefined) return [domain, undefined];
    const part = parsePart(path);
    return [domain, { train: part, test: part }];
  });
  // Named images are in no packed file.
  return openTests({ ...data, ...Object.fromEntries(parts), packed: undefined }, known);
}

/** The run's test parts, and where they are used the unlabelled images of the target. */
async function openOwn(config: RunConfig, known: KnownClasses): Promise<TestDomains> {
  const domains = await openTests(config.data, known);
  const train = domains.target && (await openUnlabelled(config, known));
  return domains.target && train ? { ...domains, target: { ...domains.target, train } } : domains;
}

/** Accuracy may depend on them by running statistics, else validators alone, which an evaluation can do without. */
async function openUnlabelled({ data, model, training }: RunConfig, known: KnownClasses) {
  const needed = model.batchNorm.statistics === 'target-reestimated';
  if (!needed && training.evaluate.validationImages === 0) return undefined;
  try {
    return await openPart(data, 'target.train', known);
  } catch (error) {
    if (needed) throw error;
    note(`validators are left out: ${(error as Error).message}`);
    return undefined;
  }
}
