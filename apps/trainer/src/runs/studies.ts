import { fileURLToPath } from 'node:url';

/** The folder of the configurations that come with Jiagu: `demo.yaml`, `oracle241.yaml`, `gan/dcgan.yaml`, ... */
export const studies: string = fileURLToPath(new URL('../../../../configs/', import.meta.url));
