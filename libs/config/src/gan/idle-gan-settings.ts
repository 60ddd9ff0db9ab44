import { isConditional, type GanConfig } from './gan-schema.js';

/** What of a GAN's settings is about classes in a way that it does not have: a sentence each, with the keys. */
export function idleGanSettings(method: GanConfig): string[] {
  const { critic } = method;
  const told: string[] = [];
  if (method.domain === 'source') {
    if (method.auxiliary !== 1 && critic.condition !== 'auxiliary')
      told.push('method.auxiliary is heeded with method.critic.condition: auxiliary only');
    if (method.generatedLabels === 'empirical' && !isConditional(method))
      told.push('method.generatedLabels is heeded with method.generator.condition only');
  }
  if ('transition' in critic && critic.transition && critic.condition !== 'projection')
    told.push('method.critic.transition is heeded with method.critic.condition: projection only');
  return told;
}
