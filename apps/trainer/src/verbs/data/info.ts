import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { DataConfig } from '@jiagu/config';
import { describeData, type DataDescription } from '@jiagu/data';
import { print, printJson } from '../../command-line/output.js';
import { textTable } from '../../command-line/text-table.js';
import { verb } from '../../command-line/verb.js';
import { describeMixtures } from './describe-parts.js';
import { loadParts, withDataFlags, type DataFlags } from './data-flags.js';

/** `jiagu data info`: describes the data without reading images. */
export function infoVerb(): Command {
  const command = verb(
    'info',
    'show layouts, images and classes, and how images are prepared; reads no images',
    [
      'jiagu data info --config configs/demo.yaml',
      'jiagu data info --source my/handprint.txt --target my/scans-images-idx3-ubyte.gz',
    ],
  ).option('--json', 'print everything as JSON, with the images of each class');
  return withDataFlags(command).action(async ({ json, ...flags }: DataFlags & { json?: boolean }) => {
    const { config, ...parts } = loadParts(flags);
    const description = await describeData(parts);
    const preparation = config && describePreparation(config);
    if (json) printJson({ ...description, ...preparation });
    else print([describe(description), ...(preparation ? [preparationText(preparation)] : [])].join('\n\n'));
  });
}

function describePreparation({ channels, imageSize, resizeTo = imageSize, preprocess, packed }: DataConfig) {
  return {
    channels,
    imageSize,
    resizeTo,
    preprocess,
    packed: packed === undefined ? null : { file: packed, made: existsSync(packed) },
  };
}

function describe({ classNames, parts }: DataDescription): string {
  const rows = Object.entries(parts).map(
    ([name, { layout, images, unlabelled, leftOut, perClass, first }]) => {
      const present = perClass.filter((count) => count > 0);
      const [least, most] = [
        present.reduce((a, b) => Math.min(a, b), Infinity),
        present.reduce((a, b) => Math.max(a, b), 0),
      ];
      return [
        name,
        String(images),
        String(present.length),
        present.length === 0 ? '-' : least === most ? String(least) : `${least}-${most}`,
        String(unlabelled),
        String(leftOut ?? '-'),
        layout,
        first,
      ];
    },
  );
  const names = classNames.length > 12 ? `${classNames.slice(0, 12).join(' ')} ...` : classNames.join(' ');
  const header = ['part', 'images', 'classes', 'a class', 'no label', 'left out', 'layout', 'first image'];
  return [
    textTable([header, ...rows]),
    ...describeMixtures(parts),
    `${classNames.length} classes: ${names}`,
  ].join('\n\n');
}

function preparationText(preparation: ReturnType<typeof describePreparation>): string {
  const { channels, imageSize, resizeTo, preprocess, packed } = preparation;
  const steps = Object.entries(preprocess).map(
    ([domain, { trim, background, invert, square, margin }]) =>
      `${domain}: trim ${trim}, background ${background === 0 ? 'kept' : background}, ` +
      `${invert ? 'inverted' : 'not inverted'}, ${square} to a square, margin ${margin}`,
  );
  return [
    `${channels} ${channels === 1 ? 'channel' : 'channels'}, images of ${imageSize} x ${imageSize} pixels, cropped from ${resizeTo} x ${resizeTo}`,
    ...steps,
    ...(packed ? [`packed: ${packed.file}${packed.made ? '' : ' (not created yet)'}`] : []),
  ].join('\n');
}
