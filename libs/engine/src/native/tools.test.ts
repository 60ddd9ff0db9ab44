import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUp } from './set-up.js';
import { makeScene, type Scene } from './testing/scene.js';
import { findTools, requireTools } from './tools.js';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
  // A system with a shell and nothing else: what it has of the tools is put there by each test.
  mkdirSync(join(scene.folder, 'bare'));
  symlinkSync('/bin/sh', join(scene.folder, 'bare', 'sh'));
});
afterEach(() => rmSync(scene.folder, { recursive: true }));

/** An environment with these programs of the scene alone. */
function having(...programs: string[]): NodeJS.ProcessEnv {
  for (const program of programs)
    symlinkSync(join(scene.folder, 'bin', program), join(scene.folder, 'bare', program));
  return { ...scene.env, PATH: join(scene.folder, 'bare') };
}

it('finds what there is', async () => {
  expect(await findTools(having('g++', 'python3'))).toEqual({
    compiler: 'g++',
    python: { python: 'python3', pip: ['python3', '-m', 'pip'] },
  });
});

it.each<[string[], RegExp, RegExp]>([
  [['python3'], /lacks a C\+\+ compiler\. /, /pip/],
  [['g++'], /lacks Python 3 with pip\. /, /compiler/],
  [[], /lacks a C\+\+ compiler and Python 3 with pip\. /, /has none/],
])(
  'names all that is missing beside %j, with the cure for each system',
  async (programs, missing, present) => {
    const error = await findTools(having(...programs)).catch((thrown: Error) => thrown);
    const [problem = '', cure = ''] = (error as Error).message.split(/(?<=\.) (?=Install)/);
    expect(`${problem} `).toMatch(missing);
    expect(problem.split('lacks')[1]).not.toMatch(present);
    for (const system of [
      'apt-get install g++ python3-pip',
      'dnf install gcc-c++',
      'pacman -S gcc',
      'xcode-select --install',
    ])
      expect(cure).toContain(system);
  },
);

it('knows a Python without pip', async () => {
  const env = having('g++');
  writeFileSync(join(scene.folder, 'bare', 'python3'), '#!/bin/sh\n[ "$1" = -c ]\n', { mode: 0o755 });
  await expect(findTools(env)).rejects.toThrow(/lacks pip \("python3" has none\)/);
});

it('is asked before the data is prepared, unless there is an engine already', async () => {
  await expect(requireTools(scene.pack, having())).rejects.toThrow(/lacks a C\+\+ compiler/);
  await setUp(scene.pack, () => undefined, scene.env);
  await requireTools(scene.pack, { ...scene.env, PATH: '' });
  // Another clone, the same cache.
  rmSync(join(scene.pack.folder, 'lib'), { recursive: true });
  await requireTools(scene.pack, { ...scene.env, PATH: '' });
});

it('tells a user to whom the package does not belong who can set it up', async () => {
  // To root nothing is closed, so that the question is asked as another user.
  const root = process.geteuid?.() === 0;
  chmodSync(scene.folder, 0o755);
  chmodSync(scene.pack.folder, 0o555);
  if (root) process.seteuid?.(12345);
  try {
    for (const ask of [requireTools(scene.pack, scene.env), setUp(scene.pack, () => undefined, scene.env)])
      await expect(ask).rejects.toThrow(
        /not set up yet, and .*package can't be written: no permission.*doctor --mend/,
      );
  } finally {
    if (root) process.seteuid?.(0);
  }
});
