import type * as tf from '@tensorflow/tfjs-core';
import type { Domain, RunConfig } from '@jiagu/config';
import { traceNetwork, type Network, type NetworkFunction } from '@jiagu/export';
import type { Method } from '@jiagu/training';

/** What a method's networks are exported as; the last two where it separates structure from texture. */
export type Part = 'recogniser' | 'encoder' | 'decoder';

/** A network of a method for the images of one domain. */
export interface TracedPart {
  readonly part: Part;
  readonly domain: Domain;
  readonly network: Network;
}

/**
 * The networks of a method for a domain: the recogniser gives class scores `logits` of `images`; of a method that
 * separates, the encoder gives `structure` and `texture` of `images`, and the decoder `images` of both.
 * @throws Error when a network computes what can't be exported
 */
export function traceMethod(method: Method, { data }: Pick<RunConfig, 'data'>, domain: Domain): TracedPart[] {
  const { recogniser, separation } = method;
  const weights = Object.values(method.modules).flatMap((module) =>
    [...module.namedState()].map(([, { value }]) => value),
  );
  const images = [data.imageSize, data.imageSize, data.channels];
  const trace = (part: Part, network: NetworkFunction): TracedPart => ({
    part,
    domain,
    network: traceNetwork(network, weights),
  });
  const parts: TracedPart[] = [];
  if (recogniser)
    parts.push(
      trace('recogniser', {
        inputs: { images },
        outputs: ['logits'],
        run: (x) => [recogniser.logits(x as tf.Tensor4D, domain)],
      }),
    );
  if (!separation) return parts;
  const encoder = trace('encoder', {
    inputs: { images },
    outputs: ['structure', 'texture'],
    run(x) {
      const { structure, texture } = separation.encode(x as tf.Tensor4D, domain);
      return [structure, texture];
    },
  });
  const [structure, texture] = encoder.network.outputs;
  const decoder = trace('decoder', {
    inputs: { structure: structure?.shape ?? [], texture: texture?.shape ?? [] },
    outputs: ['images'],
    run: (map, code) => [separation.decode(map as tf.Tensor4D, code as tf.Tensor2D, domain)],
  });
  return [...parts, encoder, decoder];
}
