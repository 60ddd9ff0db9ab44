import type { CheckedPart } from './check-data.js';
import type { Finding } from './finding.js';
import { judgeImages } from './judge-images.js';
import { judgeStudy } from './judge-study.js';

/** What is wrong with single images, and between images, parts and domains; any number of findings. */
export const judge = (parts: readonly CheckedPart[], classNames: readonly string[]): Finding[] =>
  parts.flatMap(judgeImages).concat(judgeStudy(parts, classNames));
