import * as tf from '@tensorflow/tfjs-core';

type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number];

/**
 * Records operations and differentiates them, as TensorFlow's class of that name: recording can pause, so
 * that a step reads in the order of the paper (forward, discriminators, total loss, backward).
 *
 * Against tf.variableGrads it frees what was saved for the backward pass as soon as that pass has used it,
 * which halves the peak memory of a step.
 */
export class GradientTape {
  private readonly nodes: TapeNode[] = [];

  /** Runs `f`, recording what it does; disposes its intermediate tensors. May be called several times. */
  record<T extends tf.TensorContainer>(f: () => T): T {
    return withTape(this.nodes, () => tf.tidy(f));
  }

  /**
   * The gradients of a scalar with respect to tensors, to be disposed by the caller. Frees the tape: it can be
   * asked once.
   * @throws Error when the loss does not depend on one of the tensors
   */
  gradient(loss: tf.Tensor, xs: readonly tf.Tensor[]): tf.Tensor[] {
    const path = this.path(loss, xs);
    const gradients = new Gradients(new Set(xs.map((x) => x.id)));
    return tf.tidy(() => {
      gradients.add(loss.id, tf.onesLike(loss));
      for (let i = path.length - 1; i >= 0; i--) {
        const { node, inputs } = path[i] as PathNode;
        const dys = node.outputs.map((output) => gradients.get(output.id)) as tf.Tensor[];
        const dxs = tf.tidy(() => {
          if (!node.gradient) throw new Error(`${node.kernelName} has no gradient`);
          const functions = node.gradient(dys);
          return inputs.map(([name]) => {
            const gradient = functions[name];
            if (!gradient) throw new Error(`${node.kernelName} has no gradient for its input ${name}`);
            return gradient();
          });
        });
        inputs.forEach(([, input], k) => gradients.add(input.id, dxs[k] as tf.Tensor));
        for (const output of node.outputs) gradients.release(output.id);
        free(node);
      }
      this.dispose();
      return xs.map((x) => {
        const gradient = gradients.get(x.id);
        if (!gradient)
          throw new Error(`the loss does not depend on a tensor of shape [${x.shape.join(', ')}]`);
        return gradient;
      });
    });
  }

  /** Frees what the recording holds, for a tape of which no gradient is asked. */
  dispose(): void {
    this.nodes.forEach(free);
    this.nodes.length = 0;
  }

  /** The nodes on a way from xs to the loss, with those of their inputs that depend on xs. */
  private path(loss: tf.Tensor, xs: readonly tf.Tensor[]): PathNode[] {
    const fromXs = new Set(xs.map((x) => x.id));
    const forward: PathNode[] = [];
    for (const node of this.nodes) {
      const inputs = Object.entries(node.inputs).filter(([, input]) => fromXs.has(input.id));
      if (inputs.length === 0) continue;
      for (const output of node.outputs) fromXs.add(output.id);
      forward.push({ node, inputs });
    }
    const toLoss = new Set([loss.id]);
    const path: PathNode[] = [];
    for (const step of forward.reverse()) {
      if (!step.node.outputs.some((output) => toLoss.has(output.id))) continue;
      for (const [, input] of step.inputs) toLoss.add(input.id);
      path.push(step);
    }
    return path.reverse();
  }
}

interface PathNode {
  node: TapeNode;
  inputs: [string, tf.Tensor][];
}

/** Accumulated gradients by tensor id. One tensor may serve several ids: it is freed with the last. */
class Gradients {
  private readonly byId = new Map<number, tf.Tensor>();
  private readonly uses = new Map<tf.Tensor, number>();

  /** @param wanted ids whose gradients outlive the pass */
  constructor(private readonly wanted: ReadonlySet<number>) {}

  get(id: number): tf.Tensor | null {
    return this.byId.get(id) ?? null;
  }

  add(id: number, gradient: tf.Tensor): void {
    const sum = this.byId.get(id);
    const next = sum ? tf.add(sum, gradient) : gradient;
    this.byId.set(id, next);
    this.uses.set(next, (this.uses.get(next) ?? 0) + 1);
    if (!sum) return;
    this.drop(sum);
    if (!this.uses.has(gradient)) gradient.dispose();
  }

  release(id: number): void {
    const gradient = this.byId.get(id);
    if (!gradient || this.wanted.has(id)) return;
    this.byId.delete(id);
    this.drop(gradient);
  }

  private drop(gradient: tf.Tensor): void {
    const left = (this.uses.get(gradient) ?? 0) - 1;
    if (left > 0) this.uses.set(gradient, left);
    else {
      this.uses.delete(gradient);
      gradient.dispose();
    }
  }
}

function free(node: TapeNode): void {
  for (const tensor of node.saved ?? []) tensor.dispose();
  node.saved = [];
}

/** Runs `f` unrecorded inside of a recording. */
export function noGrad<T>(f: () => T): T {
  return withTape(null, f);
}

/** The same values without their history: no gradient flows through. */
export function detach<T extends tf.Tensor>(x: T): T {
  return noGrad(() => x.clone() as T);
}

function withTape<T>(tape: TapeNode[] | null, f: () => T): T {
  const { state } = tf.engine();
  const outer = { tape: state.activeTape, depth: state.gradientDepth };
  state.activeTape = tape ?? [];
  state.gradientDepth = tape ? 1 : 0;
  try {
    return f();
  } finally {
    state.activeTape = outer.tape as TapeNode[];
    state.gradientDepth = outer.depth;
  }
}
