import { readFileSync } from 'node:fs';

/** What an event file says, as far as runs write such events. */
export interface Events {
  scalars: { tag: string; step: number; value: number }[];
  histograms: { tag: string; step: number; count: number; sum: number; buckets: number[] }[];
  images: { tag: string; step: number; width: number; height: number; png: Buffer }[];
  /** steps with which a run says that it goes on */
  restarts: number[];
}

/** CRC-32C bit by bit, masked as TFRecord files have it. */
function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** A protobuf message: the raw values of each field. */
class Message {
  private readonly fields = new Map<number, (number | Buffer)[]>();

  constructor(bytes: Buffer) {
    for (let at = 0; at < bytes.length;) {
      const varint = (): number => {
        let value = 0;
        for (let factor = 1; ; factor *= 128) {
          const byte = bytes.readUInt8(at++);
          value += (byte & 127) * factor;
          if (byte < 128) return value;
        }
      };
      const tag = varint();
      const fixed: Record<number, number> = { 1: 8, 5: 4 };
      const kind = tag % 8;
      const length = kind === 2 ? varint() : fixed[kind];
      if (kind !== 0 && length === undefined) throw new Error(`wire type ${kind}`);
      const value = length === undefined ? varint() : bytes.subarray(at, (at += length));
      this.fields.set(tag >> 3, [...(this.fields.get(tag >> 3) ?? []), value]);
    }
  }

  has = (field: number): boolean => this.fields.has(field);
  bytes = (field: number): Buffer => this.fields.get(field)?.[0] as Buffer;
  message = (field: number): Message => new Message(this.bytes(field));
  messages = (field: number): Message[] =>
    (this.fields.get(field) ?? []).map((it) => new Message(it as Buffer));
  integer = (field: number): number => (this.fields.get(field)?.[0] as number | undefined) ?? 0;
  doubles = (field: number): number[] => {
    const packed = this.bytes(field);
    return Array.from({ length: packed.length / 8 }, (_, i) => packed.readDoubleLE(8 * i));
  };
}

/**
 * Reads event files as their format is published, with nothing of the code that writes them: tfrecord framing, then
 * event.proto and summary.proto.
 * @throws Error at a checksum that is wrong or a record that is cut
 */
export function readEvents(paths: readonly string[]): Events {
  const events: Events = { scalars: [], histograms: [], images: [], restarts: [] };
  for (const path of paths) {
    const file = readFileSync(path);
    for (let at = 0; at < file.length;) {
      const length = Number(file.readBigUInt64LE(at));
      const body = file.subarray(at + 12, at + 12 + length);
      const sums = [file.subarray(at, at + 8), body].map(maskedChecksum);
      if (file.readUInt32LE(at + 8) !== sums[0] || file.readUInt32LE(at + 12 + length) !== sums[1])
        throw new Error(`${path}: checksum at ${at}`);
      add(events, new Message(body));
      at += length + 16;
    }
  }
  return events;
}

function add(events: Events, event: Message): void {
  const step = event.integer(2);
  if (event.has(7) && event.message(7).integer(1) === 1) events.restarts.push(step);
  if (!event.has(5)) return;
  for (const value of event.message(5).messages(1)) {
    const tag = value.bytes(1).toString();
    if (value.has(2)) events.scalars.push({ tag, step, value: value.bytes(2).readFloatLE() });
    if (value.has(4)) {
      const image = value.message(4);
      const [height, width] = [image.integer(1), image.integer(2)];
      events.images.push({ tag, step, width, height, png: image.bytes(4) });
    }
    if (value.has(5)) {
      const spread = value.message(5);
      const [count, sum] = [3, 4].map((field) => spread.bytes(field).readDoubleLE()) as [number, number];
      events.histograms.push({ tag, step, count, sum, buckets: spread.doubles(7) });
    }
  }
}
