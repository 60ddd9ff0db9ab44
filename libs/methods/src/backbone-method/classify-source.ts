import type { AddaConfig, BackboneConfig } from '@jiagu/config';
import { crossEntropy } from '@jiagu/losses';
import type { Pass } from '@jiagu/nn';
import type { SourceBatch, View } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { invertShare } from '../invert-share.js';
import { onSource, untracked } from '../passes.js';
import type { Terms } from '../update.js';
import type { Scored } from './backbone-networks.js';

type ViewChoice = Pick<BackboneConfig | AddaConfig, 'view'>;

/** A view of the source as it passes the networks. */
export interface SeenView {
  readonly view: View;
  readonly images: tf.Tensor4D;
  readonly pass: Pass;
  /** of its cross-entropy in the log; null: it is not classified */
  readonly loss: string | null;
}

/**
 * Which views of the source pass the networks, the weak one first.
 * @param compared whether the weak view is compared with the target's, and so passes also where it is not classified
 */
export function viewsOfSource({ view }: ViewChoice, compared: boolean): [View, ...View[]] {
  if (view === 'weak') return ['weak'];
  return view === 'both' || compared ? ['weak', 'strong'] : ['strong'];
}

/**
 * These views as they pass.
 * @param polarity share of the weak view with dark and light swapped
 */
export function seenViews(
  choice: ViewChoice,
  { weak, strong }: SourceBatch['source'],
  polarity: number,
  compared: boolean,
): SeenView[] {
  return viewsOfSource(choice, compared).map((view, i) => ({
    view,
    images: view === 'weak' ? invertShare(weak, polarity) : strong,
    pass: i === 0 ? onSource : untracked,
    loss: view === 'strong' ? 'cls_strong' : choice.view === 'strong' ? null : 'cls',
  }));
}

/** The cross-entropy of a view under its name, summed over the classifiers. */
export function classification(
  { loss }: SeenView,
  { scores }: Pick<Scored, 'scores'>,
  labels: tf.Tensor1D,
  smoothing = 0,
): Terms {
  if (loss === null) return {};
  const [first, ...others] = scores.map((logits) => crossEntropy(logits, labels, smoothing)) as [tf.Scalar];
  return { [loss]: [1, others.length === 0 ? first : tf.addN([first, ...others])] };
}
