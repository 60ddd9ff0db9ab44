import { configChanges } from './config-changes.js';
import { dataSchema } from './data-schema.js';
import { DOMAINS, otherDomain } from './domain.js';
import { drawsImages } from './judgement.js';
import { dataNeeds } from './method-schema.js';
import { modelSchema } from './model-schema.js';
import type { RunConfig } from './schema.js';
import { trainingSchema } from './training-schema.js';

/**
 * Sections that a method which draws images does not read, where they are not at their defaults: a sentence with the keys.
 */
export function idleGeneratorSettings({ data, model, method, training }: RunConfig): string[] {
  if (!drawsImages(method)) return [];
  const { domains } = dataNeeds(method);
  // CyCADA's recogniser has this architecture, and learns from strong views.
  const reads = 'semantic' in method && method.semantic !== undefined;
  const unread: Record<string, string> = {
    ...(!reads && { model: `the networks of the method ${method.name} are set below method` }),
    'training.evaluate.validationImages': `the method ${method.name} is judged by KID alone`,
  };
  for (const domain of domains.filter((seen) => !(reads && seen === 'source')))
    unread[`data.augmentation.${domain}.strong`] = `the method ${method.name} looks at weak views only`;
  for (const domain of DOMAINS.filter((other) => !domains.includes(other)))
    unread[`data.augmentation.${domain}`] =
      `the method ${method.name} looks at the ${otherDomain(domain)} only`;
  if (!domains.includes('source')) unread['data.balanced'] = 'classes of the target are not known';
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
