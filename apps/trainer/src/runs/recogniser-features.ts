import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { FeatureNetwork } from '@jiagu/evaluation';
import { disposeMethod } from '@jiagu/training';
import type { RunFlags } from '../command-line/verb.js';
import { capability } from './capability.js';
import { openRun, type OpenRun } from './open-run.js';
import { recordedClasses } from './recorded-classes.js';

/**
 * The features of a run's classifier for images of a domain, and its class scores. Images must be prepared as in the
 * run's configuration.
 * @throws UsageError when the run's method does not classify
 */
export async function recogniserFeatures(
  flags: RunFlags,
  domain: Domain,
): Promise<{ network: FeatureNetwork; run: OpenRun }> {
  const run = await openRun(flags);
  const { config, method, folder, step } = run;
  const recogniser = capability(run, 'recogniser');
  const network: FeatureNetwork = {
    name: { kind: 'recogniser', run: folder.path, checkpoint: flags.checkpoint, step, domain },
    classNames: recordedClasses(folder, config).names,
    see: (images) => {
      const [features, logits] = tf.tidy(() => {
        const seen = recogniser.features(images, domain);
        return [seen, recogniser.classify(seen)];
      });
      return { features, logits };
    },
    dispose: () => disposeMethod(method),
  };
  return { network, run };
}
