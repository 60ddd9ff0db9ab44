import { isConditional, type GanConfig } from './gan-schema.js';

/** Settings about classes that have no effect in a GAN: one sentence each, which names the keys. */
export function idleGanSettings(method: GanConfig): string[] {
  const { critic } = method;
  const told: string[] = [];
  if (method.domain === 'source') {
    if (method.auxiliary !== 1 && critic.condition !== 'auxiliary')
      told.push('method.auxiliary has an effect with method.critic.condition: auxiliary only');
    if (method.generatedLabels === 'empirical' && !isConditional(method))
      told.push('method.generatedLabels has an effect with method.generator.condition only');
  }
  if ('transition' in critic && critic.transition && critic.condition !== 'projection')
    told.push('method.critic.transition has an effect with method.critic.condition: projection only');
  return told;
}
