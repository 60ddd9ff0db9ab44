import { expect, it } from 'vitest';
import { Curve } from '../curve.js';
import { judgement } from './discriminators.js';

function course(at: (share: number) => number): Curve {
  const curve = new Curve();
  for (let step = 0; step < 100; step++) curve.push(step, at(step / 100));
  return curve;
}

it.each([
  ['that wins over images', course(() => 0.99), 'acc_dis_s2t', /^99\s%.*wins.*collapsed/],
  ['that wins over features', course(() => 0.97), 'acc_dis_f', /^97\s%.*wins.*still apart/],
  ['that is fooled in the end', course((t) => 0.9 - 0.4 * t), 'acc_adv', /^54\s%.*fooled: it no longer/],
  ['of images that is fooled', course((t) => 0.9 - 0.4 * t), 'acc_dis_t2s', /fooled: generated images pass/],
  ['that never learnt', course(() => 0.52), 'acc_dis_f', /^52\s%.*did not learn/],
  ['in balance', course(() => 0.75), 'acc_dis_f', /^75\s%.*balance/],
])('judges a discriminator %s', (_, curve, key, expected) => {
  expect(judgement(curve, key)).toMatch(expected);
});
