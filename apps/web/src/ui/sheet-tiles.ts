import { placeInSheet } from '../sheet.js';
import { make, nameImage } from './dom.js';

/** Tiles of a sheet as canvases. */
export class SheetTiles {
  private constructor(
    private readonly sheet: ImageBitmap,
    private readonly side: number,
  ) {}

  /** @throws Error where the file is absent or no image */
  static async fetch(name: string, side: number): Promise<SheetTiles> {
    const response = await fetch(new URL(name, document.baseURI));
    if (!response.ok) throw new Error(`${name} could not be fetched: the server answered ${response.status}`);
    const bitmap = await createImageBitmap(await response.blob()).catch(() => {
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
