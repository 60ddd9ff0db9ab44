import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, parse, join } from 'node:path';
import type { Command } from 'commander';
import type { RunConfig } from '@jiagu/config';
import { openPacked, openPart, preparationOf, type Dataset } from '@jiagu/data';
import { imageFiles } from '@jiagu/evaluation';
import { wholeNumber } from '../command-line/arguments.js';
import { print } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { collectImages } from '../images/collect-images.js';
import { matrixPicture, stripsPicture } from '../pictures/swap-pictures.js';
import { openRun } from '../runs/open-run.js';

interface SwapFlags extends RunFlags {
  rows: number;
  columns: number;
  seed: number;
  source?: string;
  target?: string;
  output?: string;
  upscale?: number;
}

/** `jiagu swap`: pictures in which structure and texture change places. */
export function swapVerb(): Command {
  const command = verb(
    'swap',
    'draw every structure with every texture, and strips of reconstructions and swaps',
    [
      'jiagu swap --run runs/demo-stsn',
      'jiagu swap --run demo-stsn --target scans/ --rows 4 --columns 10 --output swap.png',
    ],
  )
    .option('--rows <count>', 'structures of each domain', wholeNumber(1), 6)
    .option('--columns <count>', 'textures of each domain', wholeNumber(1), 8)
    .option('--seed <number>', 'which images are drawn', wholeNumber(0), 0)
    .option('--source <path>', "handprinted images instead of the run's test images: folder, list or image")
    .option('--target <path>', "scanned images instead of the run's test images: folder, list or image")
    .option('-o, --output <file>', 'PNG of the grid; strips go beside it as NAME-strips.png')
    .option('--upscale <factor>', 'enlarge pixels (default: to about 96 a tile)', wholeNumber(1));
  return withEngineFlags(withRunFlags(command)).action(async (flags: SwapFlags) => {
    const { config, method, folder } = await openRun(flags);
    const { separation } = method;
    if (!separation)
      throw new Error(
        `${folder.path}: the method ${config.method.name} does not separate structure from texture, so there is nothing to swap`,
      );
    const { classNames } = folder.environment();
    const options = {
      source: await openImages(config, 'source', flags.source, classNames),
      target: await openImages(config, 'target', flags.target, classNames),
      imageSize: config.data.imageSize,
      seed: flags.seed,
      upscale: flags.upscale,
    };
    const [matrix, strips] = outputs(flags.output ?? folder.file('samples', 'swap-matrix.png'), flags.output);
    await mkdir(dirname(matrix), { recursive: true });
    await writeFile(
      matrix,
      await matrixPicture(separation, { ...options, rows: flags.rows, columns: flags.columns }),
    );
    await writeFile(strips, await stripsPicture(separation, { ...options, pairs: flags.columns + 1 }));
    method.dispose();
    print(`${matrix}\n${strips}`);
  });
}

/** Images of a path, or the run's own test images. */
async function openImages(
  { data }: RunConfig,
  domain: 'source' | 'target',
  path: string | undefined,
  classNames: readonly string[],
): Promise<Dataset> {
  if (path === undefined)
    return (await openPacked(data))?.[domain].test ?? openPart(data, `${domain}.test`, { classNames });
  const name = `${domain}.test` as const;
  return imageFiles(await collectImages([path]), { name, classNames, ...preparationOf(data, name) });
}

/** Where grid and strips go; without a wish, where the report looks for them. */
function outputs(matrix: string, wish: string | undefined): [matrix: string, strips: string] {
  const { dir, name, ext } = parse(matrix);
  return [matrix, join(dir, wish === undefined ? 'strips.png' : `${name}-strips${ext}`)];
}
