import type { Command } from 'commander';
import { verb } from '../../command-line/verb.js';
import { checkVerb } from './check.js';
import { fillVerb } from './fill.js';
import { infoVerb } from './info.js';
import { packVerb } from './pack.js';
import { previewVerb } from './preview.js';
import { splitVerb } from './split.js';
import { synthVerb } from './synth.js';
import { thinVerb } from './thin.js';

/** `jiagu data`: inspects, prepares and creates data sets. */
export function dataVerb(): Command {
  const data = verb('data', 'inspect, prepare and create data sets', [
    'jiagu data check --config configs/demo.yaml',
  ]);
  for (const make of [infoVerb, checkVerb, previewVerb, splitVerb, thinVerb, fillVerb, packVerb, synthVerb])
    data.addCommand(make());
  return data;
}
