import type { Domain } from '@jiagu/config/portable';
import type { Candidate } from '@jiagu/evaluation/portable';

/** Where a browser can compute. */
export const BACKENDS = ['webgpu', 'webgl', 'wasm'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A picture as a canvas takes it: red, green, blue, opacity. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** How the worker computes. */
export interface Computing {
  readonly backend: BackendName;
  /** those that were tried before, each with the reason it is not used */
  readonly refused: readonly string[];
  /** greatest difference of a class score from that of the program that trained the networks */
  readonly difference: number;
}

/** What is read of an image: the likeliest classes first. */
export interface Reading {
  readonly candidates: readonly Candidate[];
  /** the image as the networks see it */
  readonly seen: Picture;
}

/** A closer look at one image. */
export interface Examination extends Reading {
  /** for each candidate where the networks looked: 0..255 a pixel of `seen`; empty where that can't be told */
  readonly heats: readonly Uint8Array<ArrayBuffer>[];
}

/** What can be asked of the worker, and what it answers. */
export interface Services {
  /** Fetches the model and starts computing; must come first. `backend`: the one to try first. */
  start(wish: { base: string; backend?: BackendName }): Computing;
  /** Class scores, for whoever checks the arithmetic. */
  logits(order: { image: Blob; domain: Domain }): number[];
  /** Reads images; a text in place of a reading says why one can't be read. */
  read(order: { images: readonly Blob[]; domain: Domain }): (Reading | string)[];
  /** Reads one and looks closer. It stays the current one. */
  examine(order: { image: Blob; domain: Domain }): Examination;
  /** The current image in a texture between those of two samples of one domain. */
  redraw(order: { from: number; to: number; share: number }): Picture;
}

export type ServiceName = keyof Services;
export type OrderOf<Name extends ServiceName> = Parameters<Services[Name]>[0];
export type AnswerOf<Name extends ServiceName> = ReturnType<Services[Name]>;

/** A message to the worker, and its answer. */
export interface Request {
  readonly id: number;
  readonly service: ServiceName;
  readonly order: unknown;
}
export type Response = { readonly id: number } & (
  { readonly answer: unknown } | { readonly failure: string }
);
