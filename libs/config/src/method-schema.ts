import { z } from 'zod';
import { cdanEntropySchema, cdanSchema, dannSchema } from './adversarial-schema.js';
import { alignmentSchema } from './alignment-schema.js';
import { sourceOnlySchema } from './backbone-schema.js';
import { DOMAINS, type Domain } from './domain.js';
import { flowSchema } from './flow-schema.js';
import { ganSchema, isConditional } from './gan/gan-schema.js';
import { stsnSchema } from './stsn-schema.js';
import { consistencySchema, mccSchema } from './target-losses-schema.js';
import { cutSchema } from './translation/cut-schema.js';
import { cycleganSchema } from './translation/cyclegan-schema.js';
import { dtmlSchema } from './translation/dtml-schema.js';
import { pix2pixSchema } from './translation/pix2pix-schema.js';
import { mcdSchema, mddSchema } from './two-classifiers-schema.js';
import { addaSchema, shotSchema } from './two-stages-schema.js';
import { vaeSchema } from './vae-schema.js';

const adversarialSchemas = [dannSchema, cdanSchema, cdanEntropySchema] as const;
const backboneSchemas = [
  sourceOnlySchema,
  ...adversarialSchemas,
  mccSchema,
  consistencySchema,
  alignmentSchema,
  mddSchema,
  mcdSchema,
  shotSchema,
] as const;

/** The method, selected by its name. */
export const methodSchema = z.discriminatedUnion('name', [
  ...backboneSchemas,
  addaSchema,
  stsnSchema,
  ganSchema,
  vaeSchema,
  flowSchema,
  cycleganSchema,
  cutSchema,
  pix2pixSchema,
  dtmlSchema,
]);

/** Any method. */
export type MethodConfig = z.infer<typeof methodSchema>;
/** A method that is backbone, bottleneck and classifier. */
export type BackboneConfig = z.infer<(typeof backboneSchemas)[number]>;
/** A method with an adversary of the features. */
export type AdversarialConfig = z.infer<(typeof adversarialSchemas)[number]>;
/** Margin disparity discrepancy. */
export type MddConfig = z.infer<typeof mddSchema>;
/** Two classifiers and their discrepancy. */
export type McdConfig = z.infer<typeof mcdSchema>;
/** Source hypothesis transfer. */
export type ShotConfig = z.infer<typeof shotSchema>;
/** An encoder for each domain. */
export type AddaConfig = z.infer<typeof addaSchema>;
/** STSN. */
export type StsnConfig = z.infer<typeof stsnSchema>;
/** A variational auto-encoder. */
export type VaeConfig = z.infer<typeof vaeSchema>;
/** Flow matching. */
export type FlowConfig = z.infer<typeof flowSchema>;

/** The data that a method needs. */
export interface DataNeeds {
  /** Domains whose training images its steps look at. */
  readonly domains: readonly Domain[];
  /** Whether it learns from the labels of the source. */
  readonly sourceLabels: boolean;
  /** Its networks take images whose side is a multiple of this. */
  readonly sideUnit?: number;
}

/** What a method needs of the data; a domain that is not needed may be left out of the configuration. */
export function dataNeeds(method: MethodConfig): DataNeeds {
  switch (method.name) {
    case 'source-only':
      return { domains: ['source'], sourceLabels: true };
    case 'dann':
    case 'cdan':
    case 'cdan+e':
    case 'mcc':
    case 'consistency':
    case 'alignment':
    case 'mdd':
    case 'mcd':
    case 'shot':
    case 'adda':
    case 'stsn':
    case 'dtml':
      return { domains: ['source', 'target'], sourceLabels: true };
    case 'vae':
    case 'flow':
      return {
        domains: [method.domain],
        sourceLabels: method.domain === 'source' && method.conditional,
        sideUnit: 4,
      };
    case 'gan':
      return { domains: [method.domain], sourceLabels: isConditional(method) };
    case 'cyclegan':
      return { domains: DOMAINS, sourceLabels: method.semantic !== undefined };
    case 'cut':
    case 'pix2pix':
      return { domains: DOMAINS, sourceLabels: false };
  }
}
