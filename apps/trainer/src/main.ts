import { describeFailure } from './command-line/failure.js';
import { note } from './command-line/output.js';
import { buildProgram } from './program.js';

// The reader of the output may close the pipe: jiagu predict ... | head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  const program = await buildProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const { exitCode, message } = describeFailure(error, process.argv.includes('--debug'));
  if (message) note(message);
  process.exitCode = exitCode;
}
