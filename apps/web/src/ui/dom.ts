import type { Picture } from '../worker/messages.js';

type Child = Node | string | null | undefined | false;

/** An element with properties and children; texts are never markup. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child instanceof Node || typeof child === 'string'));
  return element;
}

/** The element of the page with that id. @throws Error where there is none */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as E;
}

/** A canvas that shows a picture; it is one image to whoever does not see it, or with no name none at all. */
export function canvasOf(picture: Picture, name: string): HTMLCanvasElement {
  const canvas = make('canvas', { width: picture.width, height: picture.height });
  nameImage(canvas, name);
  canvas.getContext('2d')?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  return canvas;
}

/** Names a canvas, or hides it from whoever does not see it where the name is empty. */
export function nameImage(canvas: HTMLCanvasElement, name: string): void {
  if (name === '') canvas.setAttribute('aria-hidden', 'true');
  else {
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', name);
  }
}

/**
 * A text from outside without control characters and those that turn the direction of writing: a file's name must not
 * disguise itself.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd');

/** A share as `94.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;

/** A number with its digits in groups. */
export const count = (value: number): string => value.toLocaleString('en');
