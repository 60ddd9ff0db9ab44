export { ImageDiscriminator } from './image-discriminator.js';
