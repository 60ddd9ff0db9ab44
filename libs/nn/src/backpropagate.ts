import * as tf from '@tensorflow/tfjs-core';

/** How to treat tensors that a loss does not depend on: as a mistake (an error), or with gradient 0. */
export type Unrelated = 'refused' | 'zero';

/** An operation recorded by tfjs. */
export type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number];

/**
 * The gradients of a scalar with respect to tensors, disposed by the caller.
 *
 * @param nodes the recorded operations
 * @param unrelated how to treat tensors that the loss does not depend on
 * @param after called with each operation that was differentiated, as soon as its gradient is computed
 * @throws Error when the loss does not depend on one of the tensors and these are refused, or an operation between them
 *   has no gradient
 */
export function backpropagate(
  nodes: readonly TapeNode[],
  loss: tf.Tensor,
  xs: readonly tf.Tensor[],
  unrelated: Unrelated = 'refused',
  after?: (node: TapeNode) => void,
): tf.Tensor[] {
  const path = pathBetween(xs, loss, sorted(nodes));
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
      after?.(node);
    }
    return xs.map((x) => {
      const gradient = gradients.get(x.id);
      if (gradient) return gradient;
      if (unrelated === 'zero') return tf.zerosLike(x);
      throw new Error(`the loss does not depend on a tensor of shape [${x.shape.join(', ')}]`);
    });
  });
}

/**
 * Sorts operations so that each comes after those whose results it takes. tfjs records the copy of an output that it
 * saves for the backward pass before the operation itself; a second derivative goes through that copy.
 */
function sorted(nodes: readonly TapeNode[]): TapeNode[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const result = new Set<TapeNode>();
  const place = (node: TapeNode): void => {
    if (result.has(node)) return;
    for (const { id } of Object.values(node.inputs)) {
      const maker = makers.get(id);
      if (maker && !result.has(maker)) place(maker);
    }
    result.add(node);
  };
  nodes.forEach(place);
  return [...result];
}

interface PathNode {
  node: TapeNode;
  /** those that depend on the xs */
  inputs: [string, tf.Tensor][];
}

/** The operations between the xs and the loss. */
function pathBetween(xs: readonly tf.Tensor[], loss: tf.Tensor, nodes: readonly TapeNode[]): PathNode[] {
  const fromXs = new Set(xs.map((x) => x.id));
  const forward: PathNode[] = [];
  for (const node of nodes) {
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
