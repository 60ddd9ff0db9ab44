import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { cacheFolder, publishFolder, writeWhole } from '@jiagu/disk';

/** How to start a browser. */
export interface BrowserProgram {
  executablePath: string;
  /** the whole environment of its process */
  env: NodeJS.ProcessEnv;
}

/**
 * The Chromium that an npm package carries, with the libraries and fonts that a bare system lacks and a WebGL without
 * graphics processor; unpacked into the cache the first time, which takes seconds and 200 MB.
 * @returns null where the package has none for this machine: it is for Linux on x64
 */
export async function packagedBrowser(): Promise<BrowserProgram | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = entry.slice(0, entry.lastIndexOf('build'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = join(cacheFolder(), `chromium-${version}-webgl`);
  if (!existsSync(folder))
    await publishFolder(
      folder,
      (beside) => unpack(join(root, 'bin'), beside),
      async () => existsSync(folder) || undefined,
    );
  const libraries = [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_FILE: join(folder, 'with-system-fonts.conf'),
      XDG_CACHE_HOME: dirname(folder),
    },
  };
}

async function unpack(from: string, folder: string): Promise<true> {
  await mkdir(folder, { recursive: true });
  await pipeline(
    createReadStream(join(from, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(folder, 'chromium'), { mode: 0o755 }),
  );
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    const input = brotliDecompressSync(readFileSync(join(from, archive)));
    const { status, stderr } = spawnSync('tar', ['-x', '-C', folder], { input });
    if (status !== 0) throw new Error(`${archive} could not be unpacked: ${stderr}`);
  }
  writeWhole(
    join(folder, 'with-system-fonts.conf'),
    `<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`,
  );
  return true;
}
