/**
 * Lays out the npm package `jiagu` in a folder, from what `npm run build` made: the command and the library with the
 * libraries of the house bundled beside them, configurations, documents. `npm pack` there makes the tarball.
 *
 *     node tools/package/make.mjs FOLDER
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = 'apps/trainer';
const [, , folder] = process.argv;
if (!folder) throw new Error('usage: node tools/package/make.mjs FOLDER');

const manifestOf = (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
const writeManifest = (path, manifest) =>
  writeFileSync(join(path, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const isOwn = (name) => name.startsWith('@jiagu/');
const folderOf = (name) => join(root, name === '@jiagu/web' ? 'apps' : 'libs', name.slice('@jiagu/'.length));

/** Libraries of the house that a project needs, with theirs, and what they need from the registry. */
function needsOf(path, own = new Set(), others = {}) {
  for (const [name, range] of Object.entries(manifestOf(path).dependencies ?? {})) {
    if (!isOwn(name)) others[name] = range;
    else if (!own.has(name)) needsOf(folderOf(name), own.add(name), others);
  }
  return { own, others };
}

/** What a library offers to others, without its sources and what only tests use. */
const exportsOf = ({ exports }) =>
  Object.fromEntries(
    Object.entries(exports).flatMap(([entry, to]) => {
      if (typeof to === 'string') return [[entry, to]];
      const { types, default: main } = to;
      return main ? [[entry, { types, default: main }]] : [];
    }),
  );

/** Copies what a project gives at run time: no tests, no maps, nothing of the compiler's. */
function copyProject(from, to, names) {
  if (!existsSync(join(from, 'dist'))) throw new Error(`${from} is not built: run \`npm run build\` first`);
  for (const name of names.filter((entry) => existsSync(join(from, entry))))
    cpSync(join(from, name), join(to, name), {
      recursive: true,
      filter: (path) =>
        !/(\.map|\.tsbuildinfo|\.test\.(js|d\.ts))$|[/\\]testing([/\\]|$)/.test(path.slice(from.length)),
    });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { own, others } = needsOf(join(root, program));

copyProject(join(root, program), join(folder, program), ['bin', 'dist']);
const { name, version, type } = manifestOf(join(root, program));
writeManifest(join(folder, program), { name, version, type, private: true });

for (const library of own) {
  const to = join(folder, 'node_modules', library);
  copyProject(folderOf(library), to, ['dist', 'native']);
  const manifest = manifestOf(folderOf(library));
  writeManifest(to, {
    name: library,
    version: manifest.version,
    license: manifest.license,
    type: manifest.type,
    exports: exportsOf(manifest),
  });
}

// The binding of TensorFlow comes along without its install script, which would fetch an old library: the engine sets
// up its own at the first use.
const binding = '@tensorflow/tfjs-node';
const bindingFolder = dirname(
  createRequire(join(root, 'libs/engine/package.json')).resolve(`${binding}/package.json`),
);
cpSync(bindingFolder, join(folder, 'node_modules', binding), {
  recursive: true,
  filter: (path) =>
    ![
      'deps',
      'lib',
      'build',
      'build-tmp-napi-v8',
      'node_modules',
      'binding.gyp',
      'tsconfig.json',
      'tsconfig.test.json',
    ].includes(path.slice(bindingFolder.length + 1)),
});
const bindingManifest = manifestOf(bindingFolder);
for (const key of ['scripts', 'devDependencies', 'gypfile']) delete bindingManifest[key];
writeManifest(join(folder, 'node_modules', binding), bindingManifest);
delete others[binding];

for (const entry of ['configs', 'docs', 'README.md', 'LICENSE', 'data/README.md'])
  cpSync(join(root, entry), join(folder, entry), { recursive: true });

const { description, license, engines } = manifestOf(root);
writeManifest(folder, {
  name: 'jiagu',
  version,
  description,
  license,
  type: 'module',
  engines,
  bin: { jiagu: `${program}/bin/jiagu.js` },
  exports: {
    '.': { types: `./${program}/dist/library/index.d.ts`, default: `./${program}/dist/library/index.js` },
    './package.json': './package.json',
  },
  files: [program, 'configs', 'docs', 'data/README.md'],
  dependencies: Object.fromEntries(
    Object.entries({
      ...others,
      ...bindingManifest.dependencies,
      ...Object.fromEntries([...own].map((library) => [library, version])),
      [binding]: bindingManifest.version,
    }).sort(([a], [b]) => a.localeCompare(b)),
  ),
  bundleDependencies: [...own, binding],
});
process.stdout.write(`${basename(folder)}: jiagu ${version}, ${own.size} libraries of the house\n`);
