import * as tf from '@tensorflow/tfjs-core';

/** The average of each figure over the updates that have it. */
export function means(updates: readonly Record<string, tf.Scalar>[]): Record<string, tf.Scalar> {
  const names = new Set(updates.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = updates.flatMap((figures) => figures[name] ?? []);
      return [name, values.length === 1 ? (values[0] as tf.Scalar) : tf.mean<tf.Scalar>(tf.stack(values))];
    }),
  );
}
