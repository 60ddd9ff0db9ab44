import type { Command } from 'commander';
import { DOMAINS, dataNeeds, type Domain } from '@jiagu/config';
import { domainData, domainsOf, openDomains, verifyImages } from '@jiagu/data';
import { swapVerdict } from '@jiagu/evaluation';
import { disposeMethod } from '@jiagu/training';
import { mapValues, pick } from 'lodash-es';
import { print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { describeEvaluation } from '../runs/describe-evaluation.js';
import { buildEvaluator } from '../runs/build-evaluator.js';
import { evaluateRun } from '../runs/evaluate-run.js';
import { openRun } from '../runs/open-run.js';

interface EvaluateFlags extends RunFlags {
  source?: string;
  target?: string;
  json?: boolean;
}

/** `jiagu evaluate`: accuracy of both domains and the swap figures. */
export function evaluateVerb(): Command {
  const command = verb(
    'evaluate',
    'measure accuracy on both domains, and whether structure and texture swap',
    ['jiagu evaluate --run runs/demo-stsn', 'jiagu evaluate --run demo-stsn --target scans/test.txt --json'],
  )
    .option(
      '--source <path>',
      "handprinted test images instead of the run's: class folders, list or IDX file",
    )
    .option('--target <path>', "scanned test images instead of the run's: class folders, list or IDX file")
    .option('--json', 'print everything as JSON: also classes, confusions and mistakes');
  return withEngineFlags(withRunFlags(command)).action(async (flags: EvaluateFlags) => {
    const { config, method, folder, step } = await openRun(flags);
    const domains = await openDomains(
      {
        ...config.data,
        ...mapValues(
          pick(config.data, DOMAINS),
          (parts, domain: Domain) => parts && { ...parts, test: flags[domain] ?? parts.test },
        ),
        // Other images than the run's are not in its packed file.
        packed: (flags.source ?? flags.target) ? undefined : config.data.packed,
      },
      dataNeeds(config.method),
    );
    for (const domain of domainsOf(domains)) await verifyImages(domainData(domains, domain).test);
    const evaluator = buildEvaluator({ config, method, domains });
    const state = { step, checkpoint: flags.checkpoint };
    const evaluation = await evaluateRun({ config, method, domains, evaluator }, state);
    disposeMethod(method);
    if (flags.json)
      printJson({
        run: folder.path,
        ...evaluation,
        ...(evaluation.swap && { swapBars: swapVerdict(evaluation.swap) }),
      });
    else
      print(
        `${folder.path}, checkpoint ${flags.checkpoint}, step ${step}\n\n${describeEvaluation(evaluation)}`,
      );
  });
}
