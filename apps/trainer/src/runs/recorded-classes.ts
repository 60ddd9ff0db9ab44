import type { RunConfig } from '@jiagu/config';
import { describeDifference, matchClasses, type KnownClasses } from '@jiagu/data';
import type { RunFolder } from '@jiagu/training';

/**
 * The classes of a run in the order of its networks' outputs, as recorded in `env.json` when it began. Data that are
 * opened for the run are matched to them by name.
 * @throws Error when the run recorded none, or its configuration now names different classes or another order
 */
export function recordedClasses(folder: RunFolder, { data }: Pick<RunConfig, 'data'>): KnownClasses {
  const { classNames: names } = folder.environment();
  const run = { whose: `the run ${folder.path}`, names };
  if (names.length !== data.classes)
    throw new Error(
      `${folder.file('env.json')} records ${names.length} classes, but data.classes is ${data.classes}: restore config.yaml`,
    );
  const configured = data.classNames;
  if (configured?.some((name, i) => name !== names[i])) {
    const { unknown, missing } = matchClasses(configured, names);
    const given = { whose: 'data.classNames', names: configured };
    throw new Error(
      unknown.length > 0
        ? `data.classNames: ${describeDifference(run, given, { unknown, missing })}`
        : `data.classNames has the classes of ${run.whose} in another order: restore the order in env.json`,
    );
  }
  return { ...run, numbered: configured !== undefined };
}
