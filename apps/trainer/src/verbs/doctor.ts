import type { Command } from 'commander';
import { checkRanks } from '@jiagu/distributed';
import { doctor, type DoctorCheck } from '@jiagu/engine';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags } from '../command-line/verb.js';

const marks: Record<DoctorCheck['status'], string> = { ok: '✓', warning: '!', failed: '✗' };

/** `jiagu doctor`: checks whether the engine works on this machine, and says what to do if it does not. */
export function doctorVerb(): Command {
  const command = verb(
    'doctor',
    'check engine, devices, threads and memory, and fix or explain each failure',
    ['jiagu doctor', 'jiagu doctor --mend', 'jiagu doctor --device gpu --json'],
  )
    .option('--mend', 'set up the engine if it is missing or broken')
    .option('--json', 'print the findings as JSON');
  return withEngineFlags(command).action(
    async ({ json, ...options }: EngineFlags & { mend?: boolean; json?: boolean }) => {
      const report = await doctor({ ...options, log: note });
      const checks = [...report.checks, ...(await checkRanks())];
      if (json) printJson({ ...report, checks });
      else print(checks.map(describe).join('\n'));
      if (!report.healthy) process.exitCode = 1;
    },
  );
}

function describe({ name, status, detail, remedy }: DoctorCheck): string {
  const line = `${marks[status]} ${name}: ${detail}`;
  return remedy ? `${line}\n    ${remedy}` : line;
}
