import { DOMAINS, otherDomain, type Domain } from './domain.js';
import type { GenerationConfig } from './generation-schema.js';
import type { MethodConfig } from './method-schema.js';
import { KID, ORACLE, VALIDATORS, type ValidatorName } from './validators.js';

/** What each method is judged by. */
const judgements: Readonly<Record<MethodConfig['name'], 'recognition' | 'generation' | 'translation'>> = {
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
  dtml: 'recognition',
  gan: 'generation',
  vae: 'generation',
  flow: 'generation',
  cyclegan: 'translation',
  cut: 'translation',
  pix2pix: 'translation',
};

/** Whether a method generates or translates images and is judged by them; otherwise it is judged by its recognition. */
export function drawsImages({ name }: Pick<MethodConfig, 'name'>): boolean {
  // A method that this version does not know has no entry.
  return judgements[name] === 'generation' || judgements[name] === 'translation';
}

/** Whether a method translates images and is judged by them. */
export function translatesImages({ name }: Pick<MethodConfig, 'name'>): boolean {
  return judgements[name] === 'translation';
}

/** Whether a method recognises classes and translates images besides. */
export function translatesBesides({ name }: Pick<MethodConfig, 'name'>): boolean {
  return name === 'stsn' || name === 'dtml';
}

/** The domains whose images are drawn and measured; empty where only recognition is. */
export function drawnDomains({
  method,
  training,
}: {
  readonly method: MethodConfig;
  readonly training: { readonly evaluate: { readonly generation?: GenerationConfig } };
}): readonly Domain[] {
  switch (method.name) {
    case 'gan':
    case 'vae':
    case 'flow':
      return [method.domain];
    case 'cyclegan':
      return DOMAINS;
    case 'cut':
    case 'pix2pix':
      return [otherDomain(method.from)];
    default:
      return translatesBesides(method) && training.evaluate.generation ? DOMAINS : [];
  }
}

/** The validators that may choose a method's best checkpoint or end its training early. */
export function validatorsOf(method: Pick<MethodConfig, 'name'>): readonly ValidatorName[] {
  return drawsImages(method) ? [KID] : [...VALIDATORS, ORACLE];
}
