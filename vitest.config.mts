import { defineConfig } from 'vitest/config';

/** One configuration for every project: tests stand beside the code and run against the sources. */
export default defineConfig({
  resolve: { conditions: ['@jiagu/source'] },
  ssr: { resolve: { conditions: ['@jiagu/source'] } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
});
