import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type AddonPackage } from '../addon-package.js';

const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/**
 * A small environment in which the set-up runs for real: a wheel of a few bytes that Python unpacks, and in PATH a pip
 * that copies it, a compiler that writes "compiled", and a package that works once addon and libraries are in place.
 */
export interface Scene {
  pack: AddonPackage;
  env: NodeJS.ProcessEnv;
  folder: string;
  engines: string;
  wheel: string;
  /** What pip was called with, a line a download. */
  downloads: () => string[];
}

/** Makes a scene in a temporary folder of its own. */
export function makeScene(): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'jiagu-set-up-'));
  const wheel = join(folder, 'tensorflow_cpu-2.99.1-cp311-cp311-manylinux_2_27_x86_64.whl');
  execFileSync(python, ['-c', makeWheels, wheel, join(folder, 'nvidia_cudnn_cu12-9.5-py3-none-any.whl')]);
  mkdirSync(join(folder, 'bin'));
  program(join(folder, 'bin', 'python3'), fakePython(folder, wheel));
  program(join(folder, 'bin', 'g++'), fakeCompiler);
  const pack: AddonPackage = {
    device: 'cpu',
    name: '@tensorflow/tfjs-node',
    version: '4.0.0',
    folder: join(folder, 'package'),
  };
  mkdirSync(pack.folder);
  const { name, version } = pack;
  const manifest = { name, version, main: 'main.js', scripts: { install: 'node installer.js' } };
  writeFileSync(join(pack.folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(pack.folder, 'main.js'), packageMain);
  writeInstaller(pack, 'console.error("ERR! storage not reached"); process.exit(1);');
  const list = join(folder, 'downloads');
  return {
    pack,
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, JIAGU_CACHE: join(folder, 'cache') },
    folder,
    engines: join(folder, 'cache', 'engines'),
    wheel,
    downloads: () => (existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []),
  };
}

/** Writes a copy of the scene's wheel with one changed file whose archive checksum fits, and returns its path. */
export function forgeWheel({ folder, wheel }: Scene): string {
  mkdirSync(join(folder, 'forged'));
  const forged = join(folder, 'forged', basename(wheel));
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as source, zipfile.ZipFile(sys.argv[2], 'w') as target:
    for name in source.namelist():
        target.writestr(name, source.read(name).replace(b'framework bytes', b'framework BYTES'))
`;
  execFileSync(python, ['-c', script, wheel, forged]);
  return forged;
}

/** Gives the package an installer of its own. */
export function writeInstaller(pack: AddonPackage, script: string): void {
  writeFileSync(join(pack.folder, 'installer.js'), script);
}

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const makeWheels = `
import base64, hashlib, sys, zipfile
tensorflow = {
    'tensorflow/libtensorflow_cc.so.2': b'cc ' * 100000,
    'tensorflow/libtensorflow_framework.so.2': b'framework bytes',
    'tensorflow/include/tensorflow/c/c_api.h': b'header',
    'tensorflow/python/unwanted.py': b'unwanted',
    'tensorflow_cpu-2.99.1.dist-info/METADATA':
        b'Name: tensorflow-cpu\\n'
        b'Requires-Dist: numpy>=1.26.0\\n'
        b'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3; extra == "and-cuda"\\n',
}
cudnn = {
    'nvidia/cudnn/lib/libcudnn.so.9': b'cudnn',
    'nvidia_cudnn_cu12-9.5.dist-info/METADATA': b'Name: nvidia-cudnn-cu12',
}
for path, files in zip(sys.argv[1:], [tensorflow, cudnn]):
    with zipfile.ZipFile(path, 'w') as archive:
        record = ''
        for name, data in files.items():
            archive.writestr(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
            record += f'{name},sha256={digest},{len(data)}\\n'
        archive.writestr(name.split('/')[0] + '/RECORD', record)
`;

/** `-m pip download ... --dest FOLDER REQUIREMENT` is played, everything else is Python's. */
const fakePython = (folder: string, wheel: string) => `
if [ "$1" = -m ]; then
  [ "$3" = --version ] && exit 0
  echo "$@" >> ${folder}/downloads
  while [ "$1" != --dest ]; do shift; done
  if [ -n "$PIP_HANGS" ]; then
    head -c 1000 ${wheel} > "$2/${basename(wheel)}"
    touch ${folder}/hanging
    exec sleep 60
  fi
  [ -n "$PIP_FAILS" ] && { echo 'ERROR: No matching distribution found' >&2; exit 1; }
  sleep 0.3
  case "$3" in nvidia-*) exec cp ${folder}/nvidia*.whl "$2";; esac
  exec cp "\${PIP_GIVES:-${wheel}}" "$2"
fi
exec ${python} "$@"`;

const fakeCompiler = `
while [ "$#" -gt 1 ] && [ "$1" != -o ]; do shift; done
[ "$1" = -o ] && printf compiled > "$2"
exit 0`;

const packageMain = `
const { readFileSync, realpathSync } = require('fs');
const { dirname, join } = require('path');
const addon = realpathSync(join(__dirname, 'lib/napi-v8/tfjs_binding.node'));
const library = readFileSync(join(dirname(addon), '../../deps/lib/libtensorflow_cc.so.2'));
if (readFileSync(addon, 'utf8') !== 'compiled' || library.length !== 300000) throw new Error('addon is broken');
exports.add = (a, b) => ({ dataSync: () => [a + b] });
exports.backend = () => ({ binding: { TF_Version: '2.99.1' }, isUsingGpuDevice: false });
`;
