import { Option, type Command } from 'commander';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { exportWeb } from '../web/export-web.js';
import type { Precision } from '../web/half-precision.js';
import { servePage } from '../web/serve.js';

interface ExportFlags extends RunFlags {
  format: 'web';
  output: string;
  precision?: Precision;
  serve?: boolean;
  port: number;
  force?: boolean;
}

/** `jiagu export`: a trained run for use elsewhere. */
export function exportVerb(): Command {
  const command = verb('export', 'write a trained run for use elsewhere: as a page for browsers', [
    'jiagu export --run demo-stsn --format web -o page --serve',
  ])
    .addOption(new Option('--format <format>', 'what to write').choices(['web']).makeOptionMandatory())
    .requiredOption('-o, --output <folder>', 'folder to write')
    .addOption(
      new Option(
        '--precision <precision>',
        'numbers of the weights (default: float16 where that changes under 0.1 % of what unlabelled images are taken for)',
      ).choices(['float16', 'float32']),
    )
    .option('--serve', 'then show the page to browsers of this machine, until Ctrl-C')
    .option('--port <number>', 'where to serve it; 0: a free port', wholeNumber(0), 0)
    .option('--force', 'replace a page that is there');
  return withEngineFlags(withRunFlags(command)).action(async (flags: ExportFlags) => {
    note(await exportWeb(flags, flags.output, flags));
    if (!flags.serve) return print(flags.output);
    const { address } = await servePage(flags.output, flags.port);
    print(address);
    note('Ctrl-C ends it');
  });
}
