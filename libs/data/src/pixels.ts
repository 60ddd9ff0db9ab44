/** An image as decoded: bytes 0..255, row after row, the channels of a pixel side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** height x width x channels bytes. */
  readonly data: Uint8Array;
}

/** The image with that many channels: grey as the Rec. 601 luma in Pillow's integer arithmetic, or grey repeated. */
export function toChannels(pixels: Pixels, channels: 1 | 3): Pixels {
  if (pixels.channels === channels) return pixels;
  const { width, height, data } = pixels;
  const out = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    if (channels === 3) out.fill(data[i] as number, 3 * i, 3 * i + 3);
    else {
      const [red, green, blue] = [
        data[3 * i] as number,
        data[3 * i + 1] as number,
        data[3 * i + 2] as number,
      ];
      out[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
  return { width, height, channels, data: out };
}

/** One channel where the three are equal everywhere: most rubbings are grey but stored as colour. */
export function collapseGrey(pixels: Pixels): Pixels {
  const { channels, data } = pixels;
  if (channels === 1) return pixels;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return pixels;
  }
  return toChannels(pixels, 1);
}

/** The window of that size whose upper left corner is at (left, top); it must lie inside the image. */
export function crop(pixels: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const { channels } = pixels;
  if (left === 0 && top === 0 && width === pixels.width && height === pixels.height) return pixels;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * pixels.width + left) * channels;
    data.set(pixels.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, data };
}
