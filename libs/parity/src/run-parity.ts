import * as tf from '@tensorflow/tfjs-core';
import type { Stsn } from '@jiagu/methods';
import { noGrad, toTorchLayout, type StateDict } from '@jiagu/nn';
import { CompiledStep } from '@jiagu/training';
import { compareNumbers, compareTensor, groupResult, type Comparison, type GroupResult } from './compare.js';
import { ReferenceGenerator } from './generator.js';
import type { Reference, Summary } from './reference-file.js';
import { buildSubject, fillSubject } from './subject.js';

/** Names of the reference where they differ from the step's own. */
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

/**
 * Runs the training step of STSN on a reference's weights and images, and compares what it computes with what the
 * reference states. Needs a started engine.
 *
 * @param compile whether steps whose insides the reference does not state run as they do in training, recorded once
 *   and replayed
 */
export function runParity(reference: Reference, { compile = true } = {}): GroupResult[] {
  const generator = new ReferenceGenerator(reference.seed);
  const subject = buildSubject(reference);
  const initial = fillSubject(subject, reference, generator);
  const { expected, tolerance } = reference;
  const groups: GroupResult[] = [];
  const uncompiled: string[] = [];
  const compiled = new CompiledStep(subject, (line) => uncompiled.push(line));
  const zero = new Set(reference.zeroGradient);

  for (let step = 0; step < reference.steps; step++) {
    const stated = expected.steps[step];
    if (!stated) throw new Error(`the reference has no expected values for step ${step}`);
    const forward: Comparison[] = [];
    const gradients: Comparison[] = [];
    subject.probe = {
      forward: (tensors) => {
        for (const [name, tensor] of Object.entries(withTargetLogits(tensors, subject))) {
          const summary = stated.forward?.[published[name] ?? name];
          if (summary) forward.push(compareTensor(published[name] ?? name, summary, channelsFirst(tensor)));
        }
      },
      gradients: (tensors) => {
        const names = followedParameters(subject);
        for (const [i, [name, layout]] of names.entries()) {
          const summary = stated.grads?.[name];
          const gradient = tensors[i];
          if (summary && gradient && !zero.has(name))
            gradients.push(compareTensor(name, summary, toTorchLayout(gradient, layout).data));
        }
      },
    };
    const looksInside = has(stated.forward) || has(stated.grads);
    const losses = runStep(subject, compile && !looksInside ? compiled : null, reference, generator, step);
    if (uncompiled.length > 0) throw new Error(uncompiled.join('; '));
    if (has(stated.forward))
      groups.push(complete('forward', tolerance.forward, forward, Object.keys(stated.forward)));
    const bounds = tolerance.losses[Math.min(step, tolerance.losses.length - 1)];
    if (bounds)
      groups.push(groupResult(`losses of step ${step}`, bounds, compareLosses(stated.losses, losses)));
    if (has(stated.grads))
      groups.push(
        complete(
          'gradients',
          tolerance.gradients,
          gradients,
          Object.keys(stated.grads).filter((name) => !zero.has(name)),
        ),
      );
  }

  const final: StateDict = new Map(
    Object.entries(subject.modules).flatMap(([prefix, module]) => [...module.stateDict(`${prefix}.`)]),
  );
  const update = new Map(
    [...final].map(([name, { data }]) => {
      const before = initial.get(name)?.data;
      return [name, before ? data.map((value, i) => value - (before[i] ?? NaN)) : data] as const;
    }),
  );
  const statistics = Object.entries(expected.final).filter(([name]) => name.includes('.running_'));
  groups.push(
    groupResult(
      'updates',
      tolerance.updates,
      compareAll(
        Object.entries(expected.update).filter(([name]) => !zero.has(name)),
        (name) => update.get(name),
      ),
    ),
    groupResult(
      'running statistics',
      tolerance.runningStatistics,
      compareAll(statistics, (name) => final.get(name)?.data),
    ),
    groupResult('evaluation logits', tolerance.evalLogits, [evaluationLogits(subject, reference, generator)]),
  );
  compiled.dispose();
  subject.dispose();
  return groups;
}

function runStep(
  subject: Stsn,
  compiled: CompiledStep | null,
  reference: Reference,
  generator: ReferenceGenerator,
  step: number,
): Record<string, number> {
  return tf.tidy(() => {
    const source = images(reference, generator, `batch${step}.source`);
    const target = images(reference, generator, `batch${step}.target`);
    const labels = tf.tensor1d(
      generator.labels(`batch${step}.labels`, reference.batch, reference.numClasses),
      'int32',
    );
    const batch = {
      source: { weak: source, strong: source, labels },
      target: { weak: target, strong: target },
    };
    const program = subject.begin(step);
    const losses = compiled ? compiled.run(program, batch) : subject.step(batch);
    return Object.fromEntries(
      Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN]),
    );
  });
}

function images({ batch, imageSize }: Reference, generator: ReferenceGenerator, name: string): tf.Tensor4D {
  const values = generator.values(name, batch * 3 * imageSize ** 2);
  return tf.tidy(() => tf.transpose(tf.tensor4d(values, [batch, 3, imageSize, imageSize]), [0, 2, 3, 1]));
}

function evaluationLogits(subject: Stsn, reference: Reference, generator: ReferenceGenerator): Comparison {
  const x = images(reference, generator, 'eval.images');
  const logits = subject.logits(x, 'source');
  const values = logits.dataSync();
  tf.dispose([x, logits]);
  return compareTensor('eval_logits', reference.expected.eval_logits, values);
}

/** The reference states the scores of target images too, which training has no use for. */
function withTargetLogits(tensors: Record<string, tf.Tensor>, subject: Stsn): Record<string, tf.Tensor> {
  const { pool_t } = tensors;
  return pool_t ? { ...tensors, logit_t: noGrad(() => subject.classify(pool_t as tf.Tensor2D)) } : tensors;
}

/** Values in the order of PyTorch: N, C, H, W. */
function channelsFirst(tensor: tf.Tensor): ArrayLike<number> {
  return noGrad(() =>
    tf.tidy(() => (tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor).dataSync()),
  );
}

/** The parameters whose gradients a step asks for, in its order, with their layouts. */
function followedParameters({ modules, optimizers }: Stsn) {
  const names = new Map(
    Object.entries(modules).flatMap(([prefix, module]) =>
      [...module.namedParameters(`${prefix}.`)].map(([name, parameter]) => [parameter, name] as const),
    ),
  );
  return (['encoder', 'classifier', 'reconstruction'] as const).flatMap((name) =>
    (optimizers[name]?.parameters ?? []).map(
      (parameter) => [names.get(parameter) ?? '', parameter.layout] as const,
    ),
  );
}

function compareLosses(expected: Record<string, number>, got: Record<string, number>): Comparison[] {
  return Object.entries(expected).map(([name, value]) => compareNumbers(name, value, got[name] ?? NaN));
}

function compareAll(
  expected: [string, Summary][],
  got: (name: string) => ArrayLike<number> | undefined,
): Comparison[] {
  return expected.map(([name, summary]) => {
    const values = got(name);
    if (!values) throw new Error(`the networks have no ${name}`);
    return compareTensor(name, summary, values);
  });
}

/** A group in which everything that the reference states was seen. */
function complete(
  group: string,
  bounds: { worst: number; median: number },
  seen: Comparison[],
  stated: string[],
): GroupResult {
  const names = new Set(seen.map(({ name }) => name));
  const missing = stated.filter((name) => !names.has(name));
  if (missing.length > 0) throw new Error(`${group}: nothing computed for ${missing.join(', ')}`);
  return groupResult(group, bounds, seen);
}

function has(summaries: Record<string, Summary> | undefined): summaries is Record<string, Summary> {
  return summaries !== undefined && Object.keys(summaries).length > 0;
}
