export { ConfigError } from './config-error.js';
export { configChanges, describeChange, mayChangeAtResume, type ConfigChange } from './config-changes.js';
export { idleSettings } from './idle-settings.js';
export { isConditional, type GanConfig } from './gan/gan-schema.js';
export { jsonSchema, type JsonSchema } from './json-schema.js';
export { loadChanged, loadConfig, type ChangedConfig, type LoadOptions } from './load-config.js';
export {
  configSchema,
  type AlignmentLossConfig,
  type Augmentation,
  type DataConfig,
  type DataPart,
  type Mixture,
  type ModelConfig,
  type Preprocess,
  type RunConfig,
  type SelfTrainingConfig,
  type StudyPart,
  type SyntheticConfig,
  type TrainingConfig,
} from './schema.js';
export { augmentationSchema } from './augmentation-schema.js';
export { dataSchema, preprocessSchema, syntheticSchema } from './data-schema.js';
export { DOMAINS, otherDomain, type Domain } from './domain.js';
export {
  dataNeeds,
  methodSchema,
  type AddaConfig,
  type AdversarialConfig,
  type BackboneConfig,
  type DataNeeds,
  type FlowConfig,
  type McdConfig,
  type MddConfig,
  type MethodConfig,
  type ShotConfig,
  type StsnConfig,
  type VaeConfig,
} from './method-schema.js';
export {
  KID,
  ORACLE,
  SOURCE_ACCURACY,
  VALIDATORS,
  type Validator,
  type ValidatorName,
} from './validators.js';
export { generationSchema, type GenerationConfig } from './generation-schema.js';
export { drawnDomains, drawsImages, translatesBesides, translatesImages, validatorsOf } from './judgement.js';
export { criticSchema, type CriticConfig } from './gan/critic-schema.js';
export { generatorSchema, type GeneratorConfig } from './gan/generator-schema.js';
export { ganSizeFault } from './gan/image-size.js';
export type { CutConfig } from './translation/cut-schema.js';
export type { CycleganConfig } from './translation/cyclegan-schema.js';
export type { DtmlConfig } from './translation/dtml-schema.js';
export type { Pix2pixConfig } from './translation/pix2pix-schema.js';
export { translatorSchema, type TranslatorConfig } from './translation/translator-schema.js';
export { translatorHalvings, translatorSizeFault } from './translation/translator-size.js';
export { modelSchema } from './model-schema.js';
export { parsePart } from './parse-part.js';
export { loadSlurm, type SlurmOptions } from './slurm-schema.js';
export { sourceOnlySchema } from './backbone-schema.js';
export { stsnSchema } from './stsn-schema.js';
export { trainingSchema } from './training-schema.js';
export { configDigest, writeConfig } from './write-config.js';
