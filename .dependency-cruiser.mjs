/** No file may lead back to itself by its imports, not even by those of types: checked by `npm run lint`. */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both files need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.test.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['@jiagu/source', 'import', 'node', 'default'] },
  },
};
