import type { Command } from 'commander';
import { checkData, checkPacked, type DataReport, type Finding } from '@jiagu/data';
import _ from 'lodash';
import { print, printJson } from '../../command-line/output.js';
import { withProgress } from '../../command-line/progress.js';
import { verb } from '../../command-line/verb.js';
import { describeParts } from './describe-parts.js';
import { loadParts, withDataFlags, type DataFlags } from './data-flags.js';

/** Maximum numbers of images to list per finding, and of findings of a kind per part; the JSON has all of them. */
const NAMED = 5;
const TOLD = 20;

/** `jiagu data check`: reads every image and reports the content of the data and its faults. */
export function checkVerb(): Command {
  const command = verb('check', 'read every image and report the content of the data and its faults', [
    'jiagu data check --config configs/demo.yaml',
    'jiagu data check --source my/handprint.txt --target my/scans-images-idx3-ubyte.gz --classes 10',
    'jiagu data check -c configs/oracle241.yaml --json > report.json',
  ])
    .option('--json', 'print the report as JSON, with all images of each finding')
    .addHelpText('after', '\nThe exit code is 1 if training would fail: unreadable images, lists or labels.');
  return withDataFlags(command).action(async (flags: DataFlags & { json?: boolean }) => {
    const { config, ...parts } = loadParts(flags);
    const { checked, ...report } = await withProgress('images', (onProgress) => checkData(parts, onProgress));
    const findings = [...report.findings, ...(config ? await checkPacked(config, checked) : [])];
    if (flags.json) printJson({ ...report, findings });
    else print(describe({ ...report, findings }));
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (errors > 0)
      throw new Error(`${errors} ${errors === 1 ? 'error' : 'errors'} in the data; training would fail`);
  });
}

function describe(report: DataReport): string {
  const { findings } = report;
  const text = [describeParts(report), ...describeLeftOut(report)].join('\n\n');
  if (findings.length === 0) return `${text}\n\nno faults found`;
  const groups = _.groupBy(findings, ({ severity, kind, where }) => `${severity} ${kind} ${where}`);
  const told = Object.values(groups).flatMap((group) => [
    ...group.slice(0, TOLD).map(describeFinding),
    ...(group.length > TOLD ? [`         ... and ${group.length - TOLD} more of this kind (--json)`] : []),
  ]);
  return `${text}\n\n${told.join('\n')}`;
}

/** Number of files of each folder that are left out; the findings give the reasons. */
function describeLeftOut({ parts }: DataReport): string[] {
  const counts = Object.entries(parts).flatMap(([name, { leftOut }]) =>
    leftOut === undefined ? [] : [`${name}: ${leftOut} ${leftOut === 1 ? 'file' : 'files'} left out`],
  );
  return counts.length > 0 ? [counts.join('\n')] : [];
}

function describeFinding({ severity, kind, where, message, images }: Finding): string {
  const named = images.length === 1 && message.includes(images[0] ?? '') ? [] : images.slice(0, NAMED);
  const more = images.length > NAMED ? [`... and ${images.length - NAMED} more`] : [];
  const count = images.length > 1 ? `${images.length} ${kind === 'left out' ? 'files' : 'images'}: ` : '';
  return [
    `${severity.padEnd(7)}  ${where}: ${count}${message}`,
    ...[...named, ...more].map((image) => `         ${image}`),
  ].join('\n');
}
