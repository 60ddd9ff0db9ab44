import type { Command } from 'commander';
import { verb } from '../../command-line/verb.js';
import { checkVerb } from './check.js';
import { infoVerb } from './info.js';
import { packVerb } from './pack.js';
import { previewVerb } from './preview.js';
import { splitVerb } from './split.js';
import { synthVerb } from './synth.js';

/** `jiagu data`: looking at data sets, preparing and making them. */
export function dataVerb(): Command {
  const data = verb('data', 'look at data sets, prepare and make them', [
    'jiagu data check --config configs/demo.yaml',
  ]);
  for (const make of [infoVerb, checkVerb, previewVerb, splitVerb, packVerb, synthVerb])
    data.addCommand(make());
  return data;
}
