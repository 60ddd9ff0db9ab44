export { cacheFolder } from './cache-folder.js';
export { makeFolder } from './make-folder.js';
export { publishFile, publishFolder, replaceFolder } from './publish.js';
export { requireWritable } from './require-writable.js';
export { syncFolder } from './sync-folder.js';
export { isSystemError, reasonOf, writeError, WriteError } from './write-error.js';
export { writeWhole, type Content } from './write-whole.js';
