import * as tf from '@tensorflow/tfjs-core';

/** Name of tfjs-node's backend, on the CPU and on a GPU. */
const BACKEND = 'tensorflow';

/** A fused operation and its gradient. Tensors made on the way are disposed by `forward`; `backward` runs in a tidy. */
interface FusedKernel<Inputs, Attributes> {
  /** begins with `Jiagu`, so that it can't collide with a kernel of tfjs */
  name: string;
  forward(inputs: Inputs, attributes: Attributes): tf.Tensor | tf.Tensor[];
  /** inputs that the gradient needs */
  saveInputs?: (keyof Inputs & string)[];
  /** which of the outputs the gradient needs */
  saveOutputs?: boolean[];
  /**
   * @param dy gradient of the first output; no other carries one
   * @param saved the inputs to save, then the outputs, in their order
   * @returns a function for each input, so that only the gradients that are asked for are computed
   */
  backward(
    dy: tf.Tensor,
    saved: tf.Tensor[],
    attributes: Attributes,
  ): Partial<Record<keyof Inputs & string, () => tf.Tensor>>;
}

/**
 * Registers a kernel with tfjs. Its backward pass runs outside of any tape, so it can't be differentiated: it throws
 * when the engine records it.
 */
export function defineKernel<Inputs, Attributes>(kernel: FusedKernel<Inputs, Attributes>): void {
  tf.registerKernel({
    kernelName: kernel.name,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => kernel.forward(inputs as Inputs, attrs as Attributes),
  });
  tf.registerGradient({
    kernelName: kernel.name,
    inputsToSave: kernel.saveInputs ?? [],
    outputsToSave: kernel.saveOutputs ?? [],
    gradFunc: (dy, saved, attrs) => {
      if (tf.engine().state.gradientDepth > 0)
        throw new Error(
          `${kernel.name} has no second derivative: compute what is differentiated twice with gradientWithin or ` +
            'inPublicOperations, or wrap the inner gradient in noGrad if it is a constant',
        );
      return kernel.backward(
        Array.isArray(dy) ? (dy[0] as tf.Tensor) : dy,
        saved,
        attrs as Attributes,
      ) as Record<string, () => tf.Tensor>;
    },
  });
}

/** Whether a kernel of that name is registered already. */
export const isDefined = (name: string): boolean => tf.getKernel(name, BACKEND) !== undefined;
