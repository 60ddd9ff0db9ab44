import { InvalidArgumentError, type Command } from 'commander';
import { parsePart } from '@jiagu/config';
import { GROUPS_FILE, writeThinned } from '@jiagu/data';
import { requireWritable } from '@jiagu/disk';
import { wholeNumber } from '../../command-line/arguments.js';
import { note, print, printJson } from '../../command-line/output.js';
import { textTable } from '../../command-line/text-table.js';
import { verb } from '../../command-line/verb.js';
import { refuseOutput, type WrittenFolder } from '../../runs/refuse-output.js';
import { version } from '../../version.js';

interface ThinFlags {
  root?: string;
  counts: readonly number[];
  seed: number;
  output: string;
  force?: boolean;
  json?: boolean;
}

const THINNED: WrittenFolder = {
  by: 'jiagu data thin',
  marks: [GROUPS_FILE],
  occupied: 'a thinned set: replace it with --force',
};

/** `jiagu data thin`: makes a long-tailed subset of a labelled set. */
export function thinVerb(): Command {
  return verb('thin', 'make a long-tailed subset: classes in groups that keep fewer and fewer images', [
    'jiagu data thin data/demo/rubbing/train --counts 100,20,5,2 -o data/thinned',
    'jiagu data thin my/list.txt --root my/images --counts 50,5 --seed 1 -o data/thinned',
    'jiagu evaluate --run mine --groups data/thinned/groups.json    (accuracy of each group)',
  ])
    .argument('<set>', 'labelled images: class folders, list, or IDX file with its labels beside it')
    .option('--root <folder>', 'folder for the relative paths of a list (default: that of the list)')
    .requiredOption(
      '--counts <numbers>',
      'images that each class of a group keeps, from many to few: two to four groups, of equally many classes chosen at random. A set with a class that has fewer is refused',
      counts,
    )
    .option('--seed <number>', 'the same seed gives the same subset', wholeNumber(0), 0)
    .requiredOption('-o, --output <folder>', `where to write list.txt (no copies) and ${GROUPS_FILE}`)
    .option('--force', 'replace a set thinned there before')
    .option('--json', 'print what was written as JSON')
    .action(async (set: string, { root, output, force, json, ...options }: ThinFlags) => {
      refuseOutput(output, THINNED, force === true);
      requireWritable(output);
      const part = root === undefined ? parsePart(set) : { list: set, root };
      const provenance = { jiagu: version, command: process.argv.slice(2) };
      const written = await writeThinned({ part, folder: output, ...options, provenance });
      if (json) return printJson(written);
      const rows = written.groups.map(({ name, images, classes }) => [
        name,
        String(classes.length),
        String(images),
        String(classes.length * images),
      ]);
      print(textTable([['group', 'classes', 'a class', 'images'], ...rows]));
      print(`\n${written.path}: ${written.images} images`);
      note(`train on it with data.source.train=${written.path}`);
    });
}

function counts(text: string): number[] {
  const numbers = text.split(',').map(wholeNumber(1));
  const falling = numbers.every((number, i) => i === 0 || number < (numbers[i - 1] as number));
  if (numbers.length < 2 || numbers.length > 4 || !falling)
    throw new InvalidArgumentError('Two to four numbers are expected, from many to few: 100,20,5,2.');
  return numbers;
}
