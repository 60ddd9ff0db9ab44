import { spawn } from 'node:child_process';

interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Told each line the command writes, on either stream. */
  onLine?: (line: string) => void;
  /** Milliseconds after which the command is stopped. */
  timeout?: number;
}

interface CommandResult {
  /** 0: it succeeded. */
  code: number;
  /** Why it isn't 0, when that isn't the command's own doing: not found, killed by a signal. */
  problem?: string;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end without a shell. Never rejects; a program that can't be started gives code 127. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      timeout: options.timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[stream].setEncoding('utf8').on('data', (data: string) => {
        text[stream] += data;
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) options.onLine?.(line);
      });
    }
    child.on('error', (error) => resolve({ code: 127, problem: error.message, ...text }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, problem: signal ? `stopped by ${signal}` : undefined, ...text });
    });
  });
}

/** What went wrong, briefly: the last two lines that name errors, else the last two lines. */
export function summary({ stdout, stderr, problem, code }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /\berror:|\bERR!/i.test(line));
  const told = (errors.length > 0 ? errors : lines).slice(-2).map((line) => line.trim());
  return [problem, ...told].filter(Boolean).join(' | ') || `exit code ${code}`;
}
