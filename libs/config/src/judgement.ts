import type { MethodConfig } from './method-schema.js';
import { KID, ORACLE, VALIDATORS, type ValidatorName } from './validators.js';

/** What the networks of each method are judged by. */
const judgements: Readonly<Record<MethodConfig['name'], 'recognition' | 'generation'>> = {
  'source-only': 'recognition',
  dann: 'recognition',
  cdan: 'recognition',
  'cdan+e': 'recognition',
  mcc: 'recognition',
  consistency: 'recognition',
  alignment: 'recognition',
  mdd: 'recognition',
  mcd: 'recognition',
  shot: 'recognition',
  adda: 'recognition',
  stsn: 'recognition',
  gan: 'generation',
  vae: 'generation',
  flow: 'generation',
};

/** Whether a method is judged by the images that it draws, rather than by those that it recognises. */
export function drawsImages({ name }: Pick<MethodConfig, 'name'>): boolean {
  return judgements[name] === 'generation';
}

/** What may choose a method's checkpoint or end its training. */
export function validatorsOf(method: Pick<MethodConfig, 'name'>): readonly ValidatorName[] {
  return drawsImages(method) ? [KID] : [...VALIDATORS, ORACLE];
}
