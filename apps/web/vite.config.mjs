import { defineConfig } from 'vite';

/** A browser has no files: what comes from Node must not get into the page. */
const withoutNode = {
  name: 'without-node',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source.startsWith('node:')) this.error(`${importer} needs ${source}, which browsers don't have`);
  },
};

/** The page of `jiagu export --format web`, without a run: built once, from the sources of all libraries. */
export default defineConfig({
  base: './',
  resolve: { conditions: ['@jiagu/source', 'module', 'browser', 'import', 'default'] },
  plugins: [withoutNode],
  worker: { format: 'es', plugins: () => [withoutNode] },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing is written into the page as a `data:` address, which its policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: { index: 'index.html', sw: 'src/service-worker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
