import { describe, expect, it } from 'vitest';
import { configChanges, describeChange, mayChangeAtResume } from './config-changes.js';
import { configSchema } from './schema.js';

const part = { train: 'train', test: 'test' };
const make = (method: object, training: object) =>
  configSchema.parse({
    name: 'study',
    data: { source: part, target: part, classes: 2 },
    method: { name: 'source-only', ...method },
    training: { steps: 10, ...training },
  });
const config = make({}, {});

describe('configChanges', () => {
  it('is empty for the same configuration, read or parsed', () => {
    expect(configChanges(config, JSON.parse(JSON.stringify(config)))).toEqual([]);
  });

  it('names each key that differs, with both values', () => {
    const other = make({ optimizer: { type: 'adam', lr: 1e-3 } }, { steps: 20, log: { every: 5 } });
    const changes = configChanges(config, other).map(describeChange);
    expect(changes).toEqual(
      expect.arrayContaining([
        'method.optimizer.type: "sgd" -> "adam"',
        'method.optimizer.momentum: 0.9 -> (absent)',
        'method.optimizer.beta2: (absent) -> 0.999',
        'training.steps: 10 -> 20',
        'training.log.every: 30 -> 5',
      ]),
    );
    expect(changes.filter((change) => change.startsWith('method.optimizer.lr'))).toEqual([]);
  });
});

describe('mayChangeAtResume', () => {
  it('lets pass what does not change a step, and the number of steps', () => {
    const changes = configChanges(
      config,
      make({ bottleneck: 8 }, { steps: 20, batchSize: 4, log: { every: 5 } }),
    );
    expect(changes.filter((change) => !mayChangeAtResume(change)).map(({ key }) => key)).toEqual([
      'method.bottleneck',
      'training.batchSize',
    ]);
  });

  it('takes a key whole', () => {
    expect(mayChangeAtResume({ key: 'training.stepsize', before: 1, after: 2 })).toBe(false);
  });
});
