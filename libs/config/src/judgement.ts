import type { MethodConfig } from './method-schema.js';
import { KID, ORACLE, VALIDATORS, type ValidatorName } from './validators.js';

/** Whether each method is judged by recognition or by generation. */
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

/** Whether a method generates images and is judged by them; otherwise it is judged by its recognition. */
export function drawsImages({ name }: Pick<MethodConfig, 'name'>): boolean {
  return judgements[name] === 'generation';
}

/** The validators that may choose a method's best checkpoint or end its training early. */
export function validatorsOf(method: Pick<MethodConfig, 'name'>): readonly ValidatorName[] {
  return drawsImages(method) ? [KID] : [...VALIDATORS, ORACLE];
}
