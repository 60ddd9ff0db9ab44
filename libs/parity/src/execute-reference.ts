import * as tf from '@tensorflow/tfjs-core';
import type { Stsn } from '@jiagu/methods';
import { noGrad, toTorchLayout, type Layout, type StateDict } from '@jiagu/nn';
import { ReferenceGenerator } from '@jiagu/random';
import { disposeMethod, type AdaptationBatch } from '@jiagu/training';
import { compareNumbers, compareTensor, type Comparison } from './compare.js';
import type { Reference, Summary } from './reference-file.js';
import { buildSubject, type Subject } from './subject.js';
import { WatchedStep, type Execution, type WatchedResult } from './watched-step.js';

/** The reference's names of tensors, by the step's names, where they differ. */
const published: Record<string, string> = {
  struct_s: 'code_s',
  struct_t: 'code_t',
  pool_s: 'feat_s',
  pool_t: 'feat_t',
  logit_s: 'logits_s',
  logit_t: 'logits_t',
  tex_s: 'private_s',
  tex_t: 'private_t',
  t2s: 'rec_t2s',
  s2t: 'rec_s2t',
};

/** Comparisons of one way of running a reference's steps with what the reference states. */
export interface ExecutionResult {
  steps: {
    losses: Comparison[];
    forward: Comparison[];
    gradients: Comparison[];
    /** losses of a compiled step against those of the plain step from the same state; empty for plain steps */
    againstPlain: Comparison[];
  }[];
  updates: Comparison[];
  runningStatistics: Comparison[];
  evalLogits: Comparison;
}

/**
 * Runs a reference's steps with its weights and images and compares the results. Needs a started engine.
 * @param onStep called before each step, counted from 1
 * @throws Error when the reference states something that is not computed, or describes other networks than STSN's
 */
export function executeReference(
  reference: Reference,
  execution: Execution,
  onStep: (step: number) => void,
): ExecutionResult {
  const generator = new ReferenceGenerator(reference.seed);
  const subject = buildSubject(reference, generator);
  const watched = new WatchedStep(subject.stsn, execution);
  try {
    const steps = reference.expected.steps.slice(0, reference.steps).map((stated, index) => {
      onStep(index + 1);
      const watch = Object.keys({ ...stated.forward, ...stated.grads }).length > 0;
      const batch = batchOf(reference, generator, index);
      const plain = execution === 'compiled' ? rehearse(subject.stsn, index, batch) : {};
      const result = watched.run(index, batch, watch);
      const compared = compareStep(stated, result, subject, new Set(reference.zeroGradient));
      tf.dispose([batch, result] as tf.TensorContainer);
      const againstPlain = compared.losses.flatMap(({ name, got }) => {
        const loss = plain[name];
        return loss === undefined ? [] : [compareNumbers(`step ${index}: ${name}`, loss, got)];
      });
      return { ...compared, againstPlain };
    });
    return { steps, ...compareEnd(reference, subject, generator) };
  } finally {
    watched.dispose();
    disposeMethod(subject.stsn);
  }
}

/** The losses of a step run as ordinary code; all state is restored afterwards. */
function rehearse(stsn: Stsn, index: number, batch: AdaptationBatch): Record<string, number> {
  const parts = [...Object.values(stsn.modules), ...Object.values(stsn.optimizers)];
  const before = parts.map((part) => part.stateDict(''));
  stsn.begin(index);
  const losses = tf.tidy(() => stsn.trainStep(batch));
  const numbers = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN] as const);
  tf.dispose(losses);
  parts.forEach((part, i) => part.loadStateDict(before[i] ?? new Map(), ''));
  return Object.fromEntries(numbers);
}

/** The images and labels of a step; disposed by the caller. */
function batchOf(reference: Reference, generator: ReferenceGenerator, index: number): AdaptationBatch {
  const source = images(reference, generator, `batch${index}.source`);
  const target = images(reference, generator, `batch${index}.target`);
  const labels = generator.labels(`batch${index}.labels`, reference.batch, reference.numClasses);
  return {
    source: { weak: source, strong: source, labels: tf.tensor1d(labels, 'int32') },
    target: { weak: target, strong: target },
  };
}

function images({ batch, imageSize }: Reference, generator: ReferenceGenerator, name: string): tf.Tensor4D {
  const values = generator.values(name, batch * 3 * imageSize ** 2);
  return tf.tidy(() => tf.transpose(tf.tensor4d(values, [batch, 3, imageSize, imageSize]), [0, 2, 3, 1]));
}

function compareStep(
  stated: Reference['expected']['steps'][number],
  result: WatchedResult,
  { stsn }: Subject,
  zeroGradient: ReadonlySet<string>,
): Omit<ExecutionResult['steps'][number], 'againstPlain'> {
  const forward = new Map(
    Object.entries(result.forward).map(([name, tensor]) => [published[name] ?? name, tensor]),
  );
  const gradients = new Map(Object.entries(result.gradients));
  const layouts = new Map<string, Layout>(
    Object.entries(stsn.modules).flatMap(([prefix, module]) =>
      [...module.namedParameters(`${prefix}.`)].map(([name, { layout }]) => [name, layout] as const),
    ),
  );
  return {
    losses: Object.entries(stated.losses).map(([name, value]) =>
      compareNumbers(name, value, found(result.losses[name], 'loss', name).dataSync()[0] ?? NaN),
    ),
    forward: compareAll(stated.forward, (name) => channelsFirst(found(forward.get(name), 'tensor', name))),
    gradients: compareAll(without(stated.grads, zeroGradient), (name) => {
      const gradient = found(gradients.get(name), 'gradient of', name);
      return toTorchLayout(gradient, layouts.get(name) ?? 'plain').data;
    }),
  };
}

function compareEnd(
  reference: Reference,
  { stsn, initial }: Subject,
  generator: ReferenceGenerator,
): Omit<ExecutionResult, 'steps'> {
  const { expected } = reference;
  const final: StateDict = new Map(
    Object.entries(stsn.modules).flatMap(([prefix, module]) => [...module.stateDict(`${prefix}.`)]),
  );
  const running = Object.fromEntries(
    Object.entries(expected.final).filter(([name]) => name.includes('.running_')),
  );
  const logits = tf.tidy(() => stsn.recogniser.logits(images(reference, generator, 'eval.images'), 'source'));
  const evalLogits = compareTensor('eval_logits', expected.eval_logits, logits.dataSync());
  logits.dispose();
  return {
    updates: compareAll(without(expected.update, new Set(reference.zeroGradient)), (name) => {
      const before = found(initial.get(name), 'parameter', name).data;
      return found(final.get(name), 'parameter', name).data.map((value, i) => value - (before[i] ?? NaN));
    }),
    runningStatistics: compareAll(running, (name) => found(final.get(name), 'statistic', name).data),
    evalLogits,
  };
}

function compareAll(stated: Record<string, Summary>, got: (name: string) => ArrayLike<number>): Comparison[] {
  return Object.entries(stated).map(([name, summary]) => compareTensor(name, summary, got(name)));
}

const without = <T>(entries: Record<string, T>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => !names.has(name)));

function found<T>(value: T | undefined, kind: string, name: string): T {
  if (value === undefined)
    throw new Error(`the reference states the ${kind} ${name}, which is not computed here`);
  return value;
}

/** Values in PyTorch's order of axes: N, C, H, W. */
function channelsFirst(tensor: tf.Tensor): ArrayLike<number> {
  const ordered = noGrad(() => (tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tf.clone(tensor)));
  const values = ordered.dataSync();
  ordered.dispose();
  return values;
}
