import { configChanges } from './config-changes.js';
import { dataSchema } from './data-schema.js';
import { drawsImages } from './judgement.js';
import { dataNeeds } from './method-schema.js';
import { modelSchema } from './model-schema.js';
import type { RunConfig } from './schema.js';
import { trainingSchema } from './training-schema.js';

/**
 * Sections that a method which draws images does not read, where they are not at their defaults: a sentence with the keys.
 */
export function idleGeneratorSettings({ data, model, method, training }: RunConfig): string[] {
  const [domain] = dataNeeds(method).domains;
  if (!drawsImages(method) || !domain) return [];
  const other = domain === 'source' ? 'target' : 'source';
  const unread = {
    model: `the networks of the method ${method.name} are set below method`,
    [`data.augmentation.${domain}.strong`]: `the method ${method.name} looks at weak views only`,
    [`data.augmentation.${other}`]: `the method ${method.name} looks at the ${domain} only`,
    ...(domain === 'target' && { 'data.balanced': 'classes of the target are not known' }),
    'training.evaluate.validationImages': `the method ${method.name} is judged by KID alone`,
  };
  const { steps } = training;
  const defaults = {
    data: dataSchema.parse({}),
    model: modelSchema.parse({}),
    training: trainingSchema.parse({ steps }),
  };
  const set = configChanges(defaults, { data, model, training }).map(({ key }) => key);
  return Object.entries(unread).flatMap(([section, reason]) => {
    const keys = set.filter((key) => key === section || key.startsWith(`${section}.`));
    return keys.length === 0 ? [] : [`${keys.join(', ')}: not read, since ${reason}`];
  });
}
