import * as tf from '@tensorflow/tfjs-core';

/** Control points lie in a grid up to this far from the middle, where the edge is at 1. */
const REACH = 0.9;

/**
 * The thin-plate spline through a grid of control points (Bookstein 1989): a smooth displacement of the plane that is given
 * at these points.
 */
export class ThinPlate {
  /** [side ** 2, 2], row by row */
  readonly controls: readonly (readonly [x: number, y: number])[];
  /** [controls + 3, controls]: from displacements to the coefficients of kernels, offset, x and y */
  private readonly solution: Float32Array;

  /** @param side control points in a row and in a column, 2 at least */
  constructor(side: number) {
    const place = (i: number): number => REACH * ((2 * i) / (side - 1) - 1);
    this.controls = Array.from({ length: side ** 2 }, (_, i) => [
      place(i % side),
      place(Math.floor(i / side)),
    ]);
    const size = this.controls.length;
    const system = Array.from({ length: size + 3 }, (_, row) =>
      Array.from({ length: size + 3 }, (_, column) => this.entry(row, column)),
    );
    const inverse = invert(system);
    this.solution = Float32Array.from(inverse.flatMap((row) => row.slice(0, size)));
  }

  /**
   * Moves points.
   * @param points [N, P, 2], x and y
   * @param displacements [N, controls, 2], of the control points
   * @returns [N, P, 2]
   */
  move(points: tf.Tensor3D, displacements: tf.Tensor3D): tf.Tensor3D {
    const size = this.controls.length;
    return tf.tidy(() => {
      const [count, places] = points.shape;
      const controls = tf.tensor4d(this.controls.flat(), [1, 1, size, 2]);
      const apart = tf.sub(tf.reshape(points, [count, places, 1, 2]), controls);
      const square = tf.sum(tf.square(apart), 3);
      // The kernel is 0 where the distance is.
      const kernels = tf.mul(square, tf.log(tf.add(square, 1e-12)));
      const basis = tf.concat([kernels, tf.ones([count, places, 1]), points], 2) as tf.Tensor3D;
      const coefficients = tf.matMul(
        tf.tile(tf.tensor3d(this.solution, [1, size + 3, size]), [count, 1, 1]),
        displacements,
      );
      return tf.add(points, tf.matMul(basis, coefficients));
    });
  }

  /** An entry of the system that coefficients solve: kernels between control points, bordered by 1, x and y. */
  private entry(row: number, column: number): number {
    const size = this.controls.length;
    const [a, b] = [this.controls[row], this.controls[column]];
    if (a && b) {
      const square = (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
      return square === 0 ? 0 : square * Math.log(square);
    }
    const [control, border] = a ? [a, column - size] : [b, row - size];
    return control ? ([1, ...control][border] as number) : 0;
  }
}

/** The inverse of a matrix, by Gauss and Jordan with the greatest pivot of each column. */
export function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  const at = (i: number, j: number): number => rows[i]?.[j] as number;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const factor = at(column, column);
    const scaled = (rows[column] as number[]).map((value) => value / factor);
    rows[column] = scaled;
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const share = row[column] as number;
      rows[i] = row.map((value, j) => value - share * (scaled[j] as number));
    }
  }
  return rows.map((row) => row.slice(size));
}
