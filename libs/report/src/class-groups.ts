import { readFile } from 'node:fs/promises';
import _ from 'lodash';
import { z } from 'zod';

const fileSchema = z.object({
  numbered: z.boolean(),
  groups: z
    .array(z.object({ name: z.string(), images: z.number(), classes: z.array(z.string()).min(1) }))
    .min(1),
});

/** Groups of classes with as many images to learn from, as `jiagu data thin` writes them. */
export interface ClassGroups extends z.infer<typeof fileSchema> {
  /** For messages. */
  readonly file: string;
}

/** A group by the numbers of its classes. */
export interface LabelGroup {
  readonly name: string;
  /** Images to learn from of each class. */
  readonly images: number;
  readonly labels: readonly number[];
}

/** Reads groups of classes. @throws Error naming the file when it can't be read or is something else */
export async function readClassGroups(file: string): Promise<ClassGroups> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file}: the groups of classes can't be read (${error.code ?? error.message})`);
  });
  try {
    return { ...fileSchema.parse(JSON.parse(text)), file };
  } catch (error) {
    throw new Error(
      `${file} is no file of groups; \`jiagu data thin\` writes such a file, groups.json, beside its list`,
      { cause: error },
    );
  }
}

/**
 * The groups by the numbers that the classes have here; a set without names counts its classes as they are counted here.
 * @param names of the classes, in their order
 * @param whose names they are, for the message
 * @throws Error naming a class that is not among them
 */
export function labelGroups(
  { file, numbered, groups }: ClassGroups,
  names: readonly string[],
  whose: string,
): LabelGroup[] {
  const numbers = new Map(names.map((name, label) => [numbered ? String(label) : name, label]));
  return groups.map(({ name, images, classes }) => ({
    name,
    images,
    labels: classes.map((own) => {
      const label = numbers.get(own);
      if (label === undefined)
        throw new Error(
          `${file}: the class ${JSON.stringify(own)} of the group ${name} is none of ${whose}, which has ${names.slice(0, 3).join(', ')}, ...`,
        );
      return label;
    }),
  }));
}

/**
 * The accuracy of each group, 0..1: the mean over its classes that have test images, each of which counts the same;
 * undefined for a group without any.
 * @param perClass counts of an evaluation
 */
export function groupAccuracies(
  groups: readonly LabelGroup[],
  perClass: readonly { readonly class: number; readonly correct: number; readonly total: number }[],
): (number | undefined)[] {
  const measured = new Map(
    perClass.filter(({ total }) => total > 0).map((row) => [row.class, row.correct / row.total]),
  );
  return groups.map(({ labels }) => {
    const accuracies = labels.map((label) => measured.get(label)).filter((share) => share !== undefined);
    return accuracies.length > 0 ? _.mean(accuracies) : undefined;
  });
}
