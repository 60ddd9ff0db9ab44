/**
 * Float64 arrays that know how they were computed, for references in tests: reverse-mode differentiation over a handful
 * of operations in plain loops. Everything else (convolutions, norms, losses) is put together from these.
 */
export class Tensor {
  private static made = 0;
  private readonly order = Tensor.made++;
  /** of what {@link backward} was called for last; null where nothing depends on this */
  grad: Float64Array | null = null;
  /** whether gradients are wanted of it */
  readonly tracked: boolean;

  /**
   * @param inputs what it was computed from; a parameter has none but is tracked
   * @param pull adds to the gradients of the inputs, given that of this tensor
   */
  constructor(
    readonly shape: readonly number[],
    readonly data: Float64Array,
    private readonly inputs: readonly Tensor[] | 'parameter' = [],
    private readonly pull: (grad: Float64Array) => void = () => undefined,
  ) {
    this.tracked = inputs === 'parameter' || inputs.some(({ tracked }) => tracked);
  }

  get size(): number {
    return this.data.length;
  }

  /** The value of a tensor of one element. */
  get value(): number {
    return this.data[0] as number;
  }

  /** The same values, through which no gradient flows. */
  detach(): Tensor {
    return new Tensor(this.shape, this.data);
  }

  /** The same values in another shape. */
  reshape(...shape: number[]): Tensor {
    return new Tensor(shape, this.data, [this], (grad) => accumulate(this, grad, 1));
  }

  /** Gradients of this single number with respect to everything it was computed from. */
  backward(): void {
    const seen = new Set<Tensor>();
    const pending: Tensor[] = [this];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (seen.has(next) || !next.tracked) continue;
      seen.add(next);
      next.grad = null;
      if (next.inputs !== 'parameter') pending.push(...next.inputs);
    }
    this.grad = Float64Array.of(1);
    for (const tensor of [...seen].sort((a, b) => b.order - a.order))
      if (tensor.grad) tensor.pull(tensor.grad);
  }
}

/** Adds factor x grad to the gradient of a tensor, if one is wanted. */
function accumulate(tensor: Tensor, grad: Float64Array, factor: number): void {
  if (!tensor.tracked) return;
  const to = gradientOf(tensor);
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (grad[i] as number);
}

/** The gradient to add to. */
const gradientOf = (tensor: Tensor): Float64Array => (tensor.grad ??= new Float64Array(tensor.size));

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** f of every element; `slope` is its derivative, given the element and the result. */
export function map(x: Tensor, f: (x: number) => number, slope: (x: number, y: number) => number): Tensor {
  const data = new Float64Array(x.size);
  for (let i = 0; i < data.length; i++) data[i] = f(x.data[i] as number);
  return new Tensor(x.shape, data, [x], (grad) => {
    const to = gradientOf(x);
    for (let i = 0; i < to.length; i++)
      to[i] = (to[i] as number) + (grad[i] as number) * slope(x.data[i] as number, data[i] as number);
  });
}

/** a + factor b, of equal sizes. */
export function add(a: Tensor, b: Tensor, factor = 1): Tensor {
  const data = new Float64Array(a.size);
  for (let i = 0; i < data.length; i++) data[i] = (a.data[i] as number) + factor * (b.data[i] as number);
  return new Tensor(a.shape, data, [a, b], (grad) => {
    accumulate(a, grad, 1);
    accumulate(b, grad, factor);
  });
}

/** a b, element by element. */
export function mul(a: Tensor, b: Tensor): Tensor {
  const data = new Float64Array(a.size);
  for (let i = 0; i < data.length; i++) data[i] = (a.data[i] as number) * (b.data[i] as number);
  const pull = (to: Tensor, other: Tensor, grad: Float64Array): void => {
    if (!to.tracked) return;
    const total = gradientOf(to);
    for (let i = 0; i < total.length; i++)
      total[i] = (total[i] as number) + (grad[i] as number) * (other.data[i] as number);
  };
  return new Tensor(a.shape, data, [a, b], (grad) => {
    pull(a, b, grad);
    pull(b, a, grad);
  });
}

/** x[index[i]] at every i; `fill` where the index is negative. */
export function gather(x: Tensor, shape: readonly number[], index: Int32Array, fill = 0): Tensor {
  const data = new Float64Array(index.length);
  for (let i = 0; i < data.length; i++) {
    const from = index[i] as number;
    data[i] = from < 0 ? fill : (x.data[from] as number);
  }
  return new Tensor(shape, data, [x], (grad) => {
    const to = gradientOf(x);
    for (let i = 0; i < index.length; i++) {
      const from = index[i] as number;
      if (from >= 0) to[from] = (to[from] as number) + (grad[i] as number);
    }
  });
}

/** The elements of all tensors, one after the other. */
export function join(tensors: readonly Tensor[]): Tensor {
  const data = new Float64Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let end = 0;
  const starts = tensors.map(({ data: part, size }) => {
    data.set(part, end);
    end += size;
    return end - size;
  });
  return new Tensor([data.length], data, tensors, (grad) =>
    tensors.forEach((tensor, k) => accumulate(tensor, grad.subarray(starts[k]), 1)),
  );
}

/** a b^T of a [m, k] and b [n, k]: [m, n]. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape as [number, number];
  const n = b.shape[0] as number;
  const data = new Float64Array(m * n);
  const visit = (act: (i: number, rowA: number, rowB: number) => void): void => {
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) act(i * n + j, i * k, j * k);
  };
  visit((i, rowA, rowB) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += (a.data[rowA + l] as number) * (b.data[rowB + l] as number);
    data[i] = sum;
  });
  return new Tensor([m, n], data, [a, b], (grad) => {
    if (a.tracked) {
      const to = gradientOf(a);
      visit((i, rowA, rowB) => {
        const g = grad[i] as number;
        for (let l = 0; l < k; l++)
          to[rowA + l] = (to[rowA + l] as number) + g * (b.data[rowB + l] as number);
      });
    }
    if (b.tracked) {
      const to = gradientOf(b);
      visit((i, rowA, rowB) => {
        const g = grad[i] as number;
        for (let l = 0; l < k; l++)
          to[rowB + l] = (to[rowB + l] as number) + g * (a.data[rowA + l] as number);
      });
    }
  });
}

/** Sums of rows of `length` elements. */
export function sumRows(x: Tensor, length: number): Tensor {
  const data = new Float64Array(x.size / length);
  for (let row = 0; row < data.length; row++) {
    let sum = 0;
    for (let i = row * length; i < (row + 1) * length; i++) sum += x.data[i] as number;
    data[row] = sum;
  }
  return new Tensor([data.length], data, [x], (grad) => {
    const to = gradientOf(x);
    for (let row = 0; row < grad.length; row++)
      for (let i = row * length; i < (row + 1) * length; i++)
        to[i] = (to[i] as number) + (grad[row] as number);
  });
}

/** The first largest element of every row of `length` elements. */
export function maxRows(x: Tensor, length: number): Tensor {
  const index = Int32Array.from({ length: x.size / length }, (_, row) => {
    let best = row * length;
    for (let i = best; i < (row + 1) * length; i++)
      if ((x.data[i] as number) > (x.data[best] as number)) best = i;
    return best;
  });
  return gather(x, [index.length], index);
}
