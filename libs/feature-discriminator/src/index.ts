export { FeatureDiscriminator, type FeatureDiscriminatorOptions } from './feature-discriminator.js';
