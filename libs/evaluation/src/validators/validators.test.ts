import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { adjustedMutualInformation } from './adjusted-mutual-information.js';
import { validatorScores } from './validators.js';

const random = new RandomStream('validators');
const [count, classes] = [40, 3];
const probabilities = Array.from({ length: count }, () => {
  const weights = Array.from({ length: classes }, () => Math.exp(random.normal(0, 2)));
  const sum = weights.reduce((a, b) => a + b);
  return Float64Array.from(weights, (weight) => weight / sum);
});
const features = probabilities.map((row) => Float32Array.from(row, (p) => p + random.normal(0, 0.01)));
const scores = await validatorScores({ probabilities, features });
const log = (p: number): number => p * Math.log(p);

/** Mutual information in nats by its definition, from counts. */
function information(a: number[], b: number[]): number {
  const share = (test: (i: number) => boolean) => a.filter((_, i) => test(i)).length / a.length;
  let sum = 0;
  for (const x of new Set(a))
    for (const y of new Set(b)) {
      const joint = share((i) => a[i] === x && b[i] === y);
      if (joint > 0) sum += joint * Math.log(joint / share((i) => a[i] === x) / share((i) => b[i] === y));
    }
  return sum;
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

/** Singular values of a matrix of three columns: roots of its Gram matrix's characteristic polynomial, in closed form. */
function singularValues(rows: readonly Float64Array[]): number[] {
  const gram = (i: number, j: number) =>
    rows.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0);
  const trace = gram(0, 0) + gram(1, 1) + gram(2, 2);
  const mean = trace / 3;
  const off = gram(0, 1) ** 2 + gram(0, 2) ** 2 + gram(1, 2) ** 2;
  const spread = Math.sqrt([0, 1, 2].reduce((sum, i) => sum + (gram(i, i) - mean) ** 2, 2 * off) / 6);
  const b = (i: number, j: number) => (gram(i, j) - (i === j ? mean : 0)) / spread;
  const determinant =
    b(0, 0) * (b(1, 1) * b(2, 2) - b(1, 2) ** 2) -
    b(0, 1) * (b(0, 1) * b(2, 2) - b(1, 2) * b(0, 2)) +
    b(0, 2) * (b(0, 1) * b(1, 2) - b(1, 1) * b(0, 2));
  const angle = Math.acos(determinant / 2) / 3;
  return [0, 1, 2].map((k) => Math.sqrt(mean + 2 * spread * Math.cos(angle + (2 * Math.PI * k) / 3)));
}

describe('validators agree with plain computations', () => {
  it('entropy and information maximisation', () => {
    const conditional =
      -probabilities.reduce((sum, row) => sum + row.reduce((s, p) => s + log(p), 0), 0) / count;
    const marginal = -[0, 1, 2]
      .map((c) => probabilities.reduce((sum, row) => sum + (row[c] as number), 0) / count)
      .reduce((sum, p) => sum + log(p), 0);
    expect(scores.entropy).toBeCloseTo(-conditional, 10);
    expect(scores['information-maximisation']).toBeCloseTo(marginal - conditional, 10);
  });

  it('soft neighbourhood density', () => {
    let sum = 0;
    probabilities.forEach((a, i) => {
      const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, c) => s + v * (y[c] as number), 0);
      const similar = probabilities.flatMap((b, j) =>
        i === j ? [] : [Math.exp(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) / 0.05)],
      );
      const total = similar.reduce((x, y) => x + y);
      sum -= similar.reduce((s, x) => s + log(x / total), 0);
    });
    expect(scores.snd).toBeCloseTo(sum / count, 8);
  });

  it('batch nuclear norm', async () => {
    expect(scores.bnm).toBeCloseTo(singularValues(probabilities).reduce((a, b) => a + b) / count, 8);
    // More classes than images: three rows, whose singular values are those of the matrix turned over.
    const wide = [0, 1, 2].map(() => {
      const weights = Float64Array.from({ length: 50 }, () => Math.exp(random.normal(0, 2)));
      return weights.map((weight) => weight / weights.reduce((a, b) => a + b));
    });
    const turned = Array.from({ length: 50 }, (_, c) => Float64Array.from(wide, (row) => row[c] as number));
    const features = wide.map((row) => Float32Array.from(row));
    const { bnm } = await validatorScores({ probabilities: wide, features });
    expect(bnm).toBeCloseTo(singularValues(turned).reduce((a, b) => a + b) / 3, 8);
  });

  it('adjusted mutual information, whose expectation is the mean over all orders', () => {
    const [a, b] = [
      [0, 0, 0, 1, 1, 2, 2],
      [0, 0, 1, 1, 1, 2, 0],
    ];
    const orders = permutations(b);
    const chance = orders.reduce((sum, order) => sum + information(a, order), 0) / orders.length;
    const most = (information(a, a) + information(b, b)) / 2;
    expect(adjustedMutualInformation(a, b)).toBeCloseTo((information(a, b) - chance) / (most - chance), 10);
    expect(adjustedMutualInformation(a, a)).toBeCloseTo(1, 12);
  });

  it('of more classes than a matrix of their pairs could hold', async () => {
    const many = 150_000;
    const spread = (best: number) =>
      Float64Array.from({ length: many }, (_, c) => (c === best ? 0.5 : 0.5 / (many - 1)));
    const found = await validatorScores({
      probabilities: [spread(0), spread(0), spread(many - 1), spread(many - 1)],
      features: [
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
      ].map((row) => Float32Array.from(row)),
    });
    const entropy = 0.5 * Math.log(2) + 0.5 * Math.log(2 * (many - 1));
    expect(found.entropy).toBeCloseTo(-entropy, 8);
    // Two pairs of equal rows, across each other all but orthogonal: each has one neighbour.
    expect(found.snd).toBeCloseTo(0, 4);
    // Two rows of norm 0.5 in one direction, twice, but for the even rest: 2 x 0.5 sqrt(2), over 4 images.
    expect(found.bnm).toBeCloseTo(Math.SQRT1_2 / 2, 2);
  });

  it('class AMI: near 1 where clusters are the predicted classes, near 0 where features are noise', async () => {
    const corner = (i: number, level: number) =>
      Float64Array.from([0, 1, 2], (c) => (c === i % 3 ? level : (1 - level) / 2));
    const sure = Array.from({ length: 60 }, (_, i) => corner(i, 0.9));
    const clustered = sure.map((row) => Float32Array.from(row, (p) => p + random.normal(0, 0.01)));
    const noise = sure.map(() => Float32Array.from([0, 0, 0], () => random.normal()));
    const ami = async (features: Float32Array[]) =>
      (await validatorScores({ probabilities: sure, features }))['class-ami'];
    expect(await ami(clustered)).toBeCloseTo(1, 6);
    expect(Math.abs(await ami(noise))).toBeLessThan(0.15);
  });
});
