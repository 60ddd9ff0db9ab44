import { InvalidArgumentError, type Command } from 'commander';
import { parsePart } from '@jiagu/config';
import { writeSplit } from '@jiagu/data';
import { requireWritable } from '@jiagu/disk';
import { wholeNumber } from '../../command-line/arguments.js';
import { print, printJson } from '../../command-line/output.js';
import { verb } from '../../command-line/verb.js';

interface SplitFlags {
  root?: string;
  test: number;
  seed: number;
  output: string;
  json?: boolean;
}

/** `jiagu data split`: splits a set into a training and a test part. */
export function splitVerb(): Command {
  return verb('split', 'split a set at random into a training and a test part, class by class', [
    'jiagu data split my/scans --output data/scans',
    'jiagu data split my/list.txt --root my/images --test 0.3 --seed 1 --output data/scans',
    'jiagu data split t10k-images-idx3-ubyte.gz --test 0.5 --output data/scans',
  ])
    .argument(
      '<set>',
      'folder with a subfolder for each class, list, or IDX file of images with its labels beside it',
    )
    .option('--root <folder>', 'folder for the relative paths of a list (default: that of the list)')
    .option('--test <share>', 'share of each class for the test part', share, 0.2)
    .option('--seed <number>', 'the same seed gives the same parts', wholeNumber(0), 0)
    .requiredOption(
      '-o, --output <folder>',
      'where to write train.txt and test.txt, or two pairs of IDX files',
    )
    .option('--json', 'print what was written as JSON')
    .action(async (set: string, { root, test, seed, output, json }: SplitFlags) => {
      requireWritable(output);
      const part = root === undefined ? parsePart(set) : { list: set, root };
      const written = await writeSplit({ part, folder: output, share: test, seed });
      if (json) return printJson(written);
      const { train, test: testPart, classNames } = written;
      print(`${train.path}: ${train.images} images\n${testPart.path}: ${testPart.images} images`);
      if (classNames) print(`both hold the names of ${classNames.length} classes`);
    });
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1))
    throw new InvalidArgumentError('A number above 0 and below 1 is expected.');
  return value;
}
