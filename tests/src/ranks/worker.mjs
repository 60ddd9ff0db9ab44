// One rank of a small training, started by mpirun: worker.mjs TASK FOLDER. Writes what it found there, for the test.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { joinRanks, leaveRanks, startSumOverRanks, sumOverRanks, world } from '@jiagu/distributed';
import { graphRecorder } from '@jiagu/engine';
import { GradientTape, Linear } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { Adam, CompiledStep, requireSameState, SharedStep } from '@jiagu/training';

const [task = '', folder = '.'] = process.argv.slice(2);
const [inputs, classes, batch, steps] = [24, 5, 24, 50];
const log = (line) => process.stderr.write(`${line}\n`);
await joinRanks({ device: 'cpu', threads: 1, log });
const { rank, size, hosts } = world();
const tell = (found) =>
  writeFileSync(
    join(folder, `${task}-${size}-${rank}.json`),
    JSON.stringify({ host: hosts[rank], ...found }),
  );

/** Layers without batch statistics, and two optimisers: two sums a step, whose order must be the same on all ranks. */
class Network {
  constructor(halves = 1) {
    const init = new RandomStreams(0).stream('init');
    const layer = (from, to) => new Linear(from, to, 'xavier', init);
    this.halves = halves;
    this.modules = { a: layer(inputs, 64), b: layer(64, 64), c: layer(64, classes) };
    const { a, b, c } = this.modules;
    const adam = (parameters) => new Adam(parameters, { beta1: 0.9, beta2: 0.999 });
    this.optimizers = { lower: adam([...a.parameters(), ...b.parameters()]), upper: adam(c.parameters()) };
  }

  gradients(images, labels) {
    const { a, b, c } = this.modules;
    const { lower, upper } = this.optimizers;
    const tape = new GradientTape();
    const total = tape.record(() => {
      const logits = c.forward(tf.relu(b.forward(tf.relu(a.forward(images)))));
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, classes), tf.logSoftmax(logits)), 1)));
    });
    return { total, gradients: tape.gradient(total, [...lower.values, ...upper.values]) };
  }

  trainStep({ source: { weak, labels } }) {
    const parts = Array.from({ length: this.halves }, (_, i) => {
      const count = weak.shape[0] / this.halves;
      return this.gradients(
        tf.slice(weak, [i * count, 0], [count, inputs]),
        tf.slice(labels, [i * count], [count]),
      );
    });
    const gradients = parts[0].gradients.map((first, i) =>
      this.halves === 1 ? first : tf.div(tf.add(first, parts[1].gradients[i]), 2),
    );
    const { lower, upper } = this.optimizers;
    lower.apply(gradients.splice(0, lower.parameters.length), () => 1e-3);
    upper.apply(gradients, () => 1e-3);
    return { total: parts[0].total };
  }

  /** All weights and optimiser states. */
  values() {
    const state = [...Object.values(this.modules), ...Object.values(this.optimizers)].flatMap((part) => [
      ...part.stateDict('').values(),
    ]);
    return Float32Array.from(state.flatMap(({ data }) => [...data]));
  }
}

const digestOf = (values) => createHash('sha256').update(values).digest('hex');

/** Steps on this rank's part of common batches. @returns weights after the first, and all state after the last */
function train(network) {
  const step = new CompiledStep(size > 1 ? new SharedStep(network) : network, log);
  const data = new RandomStreams(1).stream('data');
  const share = batch / size;
  const before = network.values();
  let first;
  for (let i = 0; i < steps; i++) {
    const xs = Float32Array.from({ length: batch * inputs }, () => data.normal());
    const ys = Int32Array.from({ length: batch }, () => data.integer(classes));
    const losses = tf.tidy(() => {
      const weak = tf.tensor2d(xs.slice(rank * share * inputs, (rank + 1) * share * inputs), [share, inputs]);
      const labels = tf.tensor1d(ys.slice(rank * share, (rank + 1) * share), 'int32');
      return step.run('step', { source: { weak, strong: weak, labels } });
    });
    tf.dispose(losses);
    first ??= network.values().map((value, n) => value - before[n]);
  }
  return { first: [...first.slice(0, network.optimizers.lower.size)], last: digestOf(network.values()) };
}

/** Sums of many lengths, eagerly, started early, and in a graph, whose right values are known. */
function sums() {
  const expected = (size * (size + 1)) / 2;
  const right = (tensor, value) => tf.tidy(() => tf.all(tf.equal(tensor, value)).dataSync()[0] === 1);
  const lengths = [1, 7, 5000, 100_001, 600_003];
  const wrong = [];
  for (const length of lengths) {
    const [own, other] = [tf.fill([length], rank + 1), tf.fill([length], rank + 2, 'int32')];
    const wait = startSumOverRanks(own);
    const beside = tf.mul(own, 3);
    if (!right(wait(), expected)) wrong.push(`started ${length}`);
    if (!right(beside, 3 * (rank + 1)) || !right(own, rank + 1)) wrong.push(`changed ${length}`);
    if (!right(sumOverRanks(own), expected)) wrong.push(`eager ${length}`);
    if (!right(sumOverRanks(other), expected + size)) wrong.push(`integers ${length}`);
    const recorder = graphRecorder();
    recorder.touch([own]);
    // Of 24 in a row each needs its place; the recorded graph chains them.
    const chain = (x) => {
      for (let i = 0; i < 24; i++) x = tf.div(sumOverRanks(tf.add(x, i)), size);
      return x;
    };
    const made = recorder.record(() => tf.tidy(() => chain(own)));
    const graph = recorder.build([own], [], [made]);
    for (let run = 0; run < 3; run++)
      if (!right(graph.run([own], [])[0], expected / size + 276)) wrong.push(`graph ${length}`);
  }
  return { wrong };
}

/** Places at which sums of numbers of very different size are not, to the bit, those of adding rank after rank. */
function order() {
  const termsOf = (of) => {
    const random = new RandomStreams(of).stream('terms');
    return Float32Array.from({ length: 70_001 }, () => random.normal() * 10 ** random.integer(8));
  };
  const [first, ...others] = Array.from({ length: size }, (_, of) => termsOf(of));
  const expected = first.map((start, i) => others.reduce((sum, terms) => Math.fround(sum + terms[i]), start));
  const own = termsOf(rank);
  return {
    disordered: [100, own.length].map((length) => {
      const sum = sumOverRanks(tf.tensor1d(own.slice(0, length))).dataSync();
      return sum.filter((value, i) => value !== expected[i]).length;
    }),
  };
}

/** Whether a rank that has another weight is found out. */
function astray() {
  const network = new Network();
  requireSameState(network);
  if (rank === 1) network.modules.b.weight.assign(tf.add(network.modules.b.weight.value, 1e-6));
  try {
    requireSameState(network);
    return { message: null };
  } catch (error) {
    return { message: error.message };
  }
}

if (task === 'all') tell({ ...train(new Network()), ...sums(), ...order(), ...astray() });
if (task === 'train') tell(train(new Network()));
if (task === 'halves') tell(train(new Network(2)));
if (task === 'hang') {
  sumOverRanks(tf.scalar(1)).dataSync();
  // The last one comes to nothing any more.
  if (rank === size - 1) await new Promise(() => setInterval(() => undefined, 1000));
  sumOverRanks(tf.scalar(1)).dataSync();
}
leaveRanks();
