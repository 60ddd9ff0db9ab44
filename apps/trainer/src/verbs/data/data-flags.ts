import type { Command } from 'commander';
import { dataNeeds, loadConfig, parsePart, type DataConfig, type DataPart } from '@jiagu/config';
import { PART_NAMES, partsOf, type CheckedData, type PartName } from '@jiagu/data';
import { repeated, wholeNumber } from '../../command-line/arguments.js';
import { UsageError } from '../../command-line/usage-error.js';

/** The flags that name a configuration. */
export interface ConfigFlags {
  config?: string;
  set: string[];
}

/** The flags that select the data. */
export interface DataFlags extends ConfigFlags {
  source?: string;
  sourceTest?: string;
  target?: string;
  targetTest?: string;
  classes?: number;
}

/** Adds the flags of {@link ConfigFlags}. */
export function withConfigFlags(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration that names the data, YAML')
    .option('--set <key=value>', 'change a key of the configuration; may be repeated', repeated, []);
}

/** Adds the flags of {@link DataFlags}. */
export function withDataFlags(command: Command): Command {
  return withConfigFlags(command)
    .option(
      '--source <path>',
      'without a configuration: handprinted images (class folders, list or IDX file)',
    )
    .option('--source-test <path>', 'handprinted test images')
    .option('--target <path>', 'scanned images')
    .option('--target-test <path>', 'scanned test images')
    .option('--classes <count>', 'number of classes (default: that of the first set)', wholeNumber(2));
}

/**
 * The data section of the configuration that the flags name, and whether its method needs labels.
 * @throws UsageError when they name none
 */
export function loadDataConfig({ config, set }: ConfigFlags): { data: DataConfig; labels: boolean } {
  if (config === undefined) throw new UsageError('--config <file> is needed');
  const { data, method } = loadConfig(config, { overrides: set });
  return { data, labels: dataNeeds(method).sourceLabels };
}

/**
 * The parts that the flags select, and the configuration if they name one.
 * @throws UsageError when they select nothing
 */
export function loadParts(flags: DataFlags): CheckedData & { readonly config?: DataConfig } {
  const given: Partial<Record<PartName, string>> = {
    'source.train': flags.source,
    'source.test': flags.sourceTest,
    'target.train': flags.target,
    'target.test': flags.targetTest,
  };
  const parts = PART_NAMES.flatMap((name): [PartName, DataPart][] => {
    const path = given[name];
    return path === undefined ? [] : [[name, parsePart(path)]];
  });
  if (flags.config === undefined && parts.length === 0)
    throw new UsageError('name the data: --config <file>, or --source <path> and --target <path>');
  if (flags.config === undefined) return { parts, classes: flags.classes };
  if (parts.length > 0 || flags.classes !== undefined)
    throw new UsageError(
      'with --config, the configuration names the data; change it with --set data.source.train=<path>',
    );
  const { data: config, labels } = loadDataConfig(flags);
  const { classes, classNames } = config;
  return {
    parts: partsOf(config),
    classes,
    classNames,
    labels,
    config,
  };
}
