import { placeInSheet, sheetSize } from '../sheet.js';
import { sizeOf } from '../worker/image-header.js';
import { make, nameImage } from './dom.js';

/** Tiles of a sheet as canvases. */
export class SheetTiles {
  private constructor(
    private readonly sheet: ImageBitmap,
    private readonly side: number,
  ) {}

  /** @param count of its tiles @throws Error where the file is absent, no image, or one of another size */
  static async fetch(name: string, side: number, count: number): Promise<SheetTiles> {
    const response = await fetch(new URL(name, document.baseURI));
    if (!response.ok) throw new Error(`${name} could not be fetched: the server answered ${response.status}`);
    const image = await response.blob();
    const announced = sizeOf(new Uint8Array(await image.slice(0, 64).arrayBuffer()));
    const size = sheetSize(count, side);
    if (announced?.width !== size.width || announced.height !== size.height)
      throw new Error(`${name} is damaged: it is no image of ${size.width} x ${size.height} pixels`);
    const bitmap = await createImageBitmap(image).catch(() => {
      throw new Error(`${name} is damaged`);
    });
    return new SheetTiles(bitmap, side);
  }

  /** A tile; without a name for decoration only. */
  canvas(n: number, name = ''): HTMLCanvasElement {
    const { side } = this;
    const canvas = make('canvas', { width: side, height: side });
    nameImage(canvas, name);
    canvas.getContext('2d')?.drawImage(this.sheet, ...placeInSheet(n, side), side, side, 0, 0, side, side);
    return canvas;
  }
}
