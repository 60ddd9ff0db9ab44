export { cutEventFiles, type EventMark } from './cut-event-files.js';
export { EventFileWriter } from './event-file-writer.js';
