import { z } from 'zod';
import { backboneKeys } from './backbone-schema.js';

/** Cross-entropy on the labelled source alone: what adaptation is measured against. */
export const sourceOnlySchema = z.strictObject({ name: z.literal('source-only'), ...backboneKeys });
