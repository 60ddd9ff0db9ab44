import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { leaveRanks } from '@jiagu/distributed';
import { writeReport } from '@jiagu/report';
import {
  Checkpoints,
  disposeMethod,
  EarlyStopping,
  loadCheckpoint,
  logPictures,
  MetricsLog,
  pointed,
  TensorBoardLog,
  Terminal,
  Trainer,
  TrainingStopped,
  type Hook,
  type Checkpoint,
  type TrainerParts,
} from '@jiagu/training';
import { note } from '../command-line/output.js';
import { Stopped } from '../command-line/stopped.js';
import { recordExamples } from '../pictures/record-examples.js';
import { picturesAtTheEnd, progressPicture } from '../pictures/method-pictures.js';
import { SamplePictures } from '../pictures/sample-pictures.js';
import type { RunDetails } from './build-evaluator.js';
import { evaluateRun, type RunEvaluation } from './evaluate-run.js';
import { embedForReport } from './embed-run.js';
import { LiveReport } from './live-report.js';
import { stopOnSignals } from './stop-on-signals.js';

/** The results of a finished run. */
export interface FinishedRun {
  folder: string;
  evaluation: RunEvaluation;
  /** path of report.html */
  report: string;
}

/** The parts of a run, without its log. */
export type RunParts = Omit<TrainerParts<RunDetails>, 'log'>;

/**
 * Trains to the last step, evaluates, draws the pictures, embeds the features and writes the report; then disposes the
 * method. Ranks other than the first return when training ends.
 * @param from the checkpoint from which to continue; null for a fresh run
 * @returns null on ranks other than the first
 * @throws Stopped after a signal, once the state is saved; Error when training failed
 */
export async function trainToEnd(parts: RunParts, from: Checkpoint | null): Promise<FinishedRun | null> {
  const trainer = new Trainer({ ...parts, log: note }, buildHooks(parts));
  if (from) trainer.resume(from);
  const watch = stopOnSignals(() => trainer.stop());
  try {
    await trainer.train();
  } catch (error) {
    const { path } = parts.folder;
    if (error instanceof TrainingStopped)
      throw new Stopped(`${error.message}; continue with: jiagu resume ${path}`, watch.signal ?? 'SIGUSR2');
    const kept = pointed(parts.folder, 'last');
    if (kept)
      note(`training failed; ${kept} is kept. When the cause is fixed, continue with: jiagu resume ${path}`);
    throw error;
  } finally {
    watch.remove();
  }
  leaveRanks();
  if (!parts.folder.owned) return null;
  const evaluation = await evaluateChosen(parts, trainer);
  await drawPictures(parts, trainer.step);
  if (!('generation' in evaluation)) await recordExamples(parts.folder, parts.domains, evaluation);
  parts.folder.writeJson('evaluation.json', evaluation);
  await embedForReport(parts, evaluation.step);
  const report = await writeReport(parts.folder.path);
  disposeMethod(parts.method);
  parts.evaluator.dispose?.();
  return { folder: parts.folder.path, evaluation, report };
}

/** Loads and evaluates the checkpoint that the configured validator chose, or the last one without a validator. */
async function evaluateChosen(parts: RunParts, trainer: Trainer<RunDetails>): Promise<RunEvaluation> {
  const { config, folder, method } = parts;
  const { best } = config.training.checkpoint;
  const last = { step: trainer.step, checkpoint: 'last', chosenBy: null };
  if (best === 'none') return evaluateRun(parts, last, trainer.evaluation);
  const { step } = loadCheckpoint(folder, 'best', method);
  return evaluateRun(
    parts,
    { step, checkpoint: 'best', chosenBy: best },
    step === trainer.step ? trainer.evaluation : null,
  );
}

function buildHooks(parts: RunParts): Hook[] {
  const { config } = parts;
  const { earlyStopping } = config.training;
  const deciding = earlyStopping ? [new EarlyStopping(earlyStopping)] : [];
  if (!parts.folder.owned) return deciding;
  const picture = progressPicture(parts);
  return [
    new MetricsLog(),
    ...(config.training.log.tensorboard ? [new TensorBoardLog()] : []),
    ...(picture ? [new SamplePictures(picture)] : []),
    new Checkpoints(),
    ...deciding,
    new LiveReport(),
    new Terminal(process.stderr),
  ];
}

/** Draws the final pictures for the report and TensorBoard. */
async function drawPictures(parts: RunParts, step: number): Promise<void> {
  const { config, folder } = parts;
  const files: string[] = [];
  for await (const { file, content } of picturesAtTheEnd(parts)) {
    if (files.length === 0) mkdirSync(folder.file('samples'), { recursive: true });
    folder.write(join('samples', file), content);
    files.push(join('samples', file));
  }
  if (files.length > 0 && config.training.log.tensorboard) await logPictures(folder, files, step);
}
