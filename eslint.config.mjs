import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Layers from the bottom up: a project may depend on its own layer and on those named here, never upwards. */
const below = {
  base: [],
  engine: ['base'],
  data: ['base'],
  nn: ['base', 'engine'],
  part: ['base', 'engine', 'nn'],
  evaluation: ['base', 'engine', 'data', 'nn'],
  training: ['base', 'engine', 'data', 'nn', 'evaluation'],
  method: ['base', 'engine', 'data', 'nn', 'part', 'training', 'evaluation'],
  report: ['base'],
  app: ['base', 'engine', 'data', 'nn', 'part', 'evaluation', 'training', 'method', 'report'],
  tests: ['base', 'engine', 'data', 'nn', 'part', 'evaluation', 'training', 'method', 'report', 'app'],
};
const depConstraints = Object.entries(below).map(([layer, allowed]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: [layer, ...allowed].map((name) => `layer:${name}`),
}));

/** Only the engine may know which TensorFlow is underneath. */
const native = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

export default tseslint.config(
  { ignores: ['**/dist', '**/.vitest', '.nx', 'runs/**', 'data/**'] },
  ...tseslint.configs.recommended,
  ...nx.configs['flat/base'],
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints, enforceBuildableLibDependency: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['libs/engine/**'],
    rules: { 'no-restricted-imports': ['error', { paths: native }] },
  },
  prettier,
);
