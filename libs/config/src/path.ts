import { z } from 'zod';

/** The name of a file or folder; it is never empty. */
export const path = z.string().min(1);
