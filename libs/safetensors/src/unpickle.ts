/** A Python name that a pickle refers to, as `module name`: `torch FloatStorage`. It is never executed. */
export class PickledName {
  constructor(readonly name: string) {}
}

/** Returns the value of a call in the pickle, given the name of the function and its arguments. */
export type Reduce = (name: string, args: readonly unknown[]) => unknown;

/** How the parts of a pickle that only its writer defines become values. */
export interface UnpickleOptions {
  /** Returns the value of a call. @throws Error unless the function is known to be harmless */
  readonly reduce: Reduce;
  /** Returns the value of a persistent id. */
  readonly persistent: (id: unknown) => unknown;
}

const MARK = Symbol('mark');

/**
 * Reads one pickle of protocol 2. Supported is what `torch.save` uses for tensors: numbers, strings, tuples, lists,
 * mappings and calls. A pickle is a program, but nothing is executed: the options decide on the value of each call.
 * Mappings become Maps, tuples become arrays.
 * @param start position of its first byte
 * @returns its value, and the position after its last byte
 * @throws Error when the pickle is damaged, or naming the operation that is not supported
 */
export function unpickle(
  bytes: Uint8Array,
  start: number,
  { reduce, persistent }: UnpickleOptions,
): { value: unknown; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memo = new Map<number, unknown>();
  const stack: unknown[] = [];
  let at = start;
  const text = (length: number): string => {
    if (at + length > bytes.length) throw new Error('the pickle ends in the middle');
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const line = (): string => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) throw new Error('the pickle ends in the middle');
    const found = text(end - at);
    at++;
    return found;
  };
  const number = (size: 1 | 2 | 4): number => {
    at += size;
    return size === 1
      ? view.getUint8(at - 1)
      : size === 2
        ? view.getUint16(at - 2, true)
        : view.getInt32(at - 4, true);
  };
  const integer = (length: number): bigint => {
    let value = 0n;
    for (let i = 0; i < length; i++) value |= BigInt(view.getUint8(at + i)) << BigInt(8 * i);
    at += length;
    return BigInt.asIntN(8 * length, value);
  };
  const sinceMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw new Error('the pickle is damaged: a mark is missing');
    const items = stack.slice(mark + 1);
    stack.length = mark;
    return items;
  };
  const fill = (items: readonly unknown[]): void => {
    const map = stack.at(-1);
    if (!(map instanceof Map)) throw new Error('the pickle is damaged: no mapping to fill');
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i], items[i + 1]);
  };
  const append = (items: readonly unknown[]): void => {
    const list = stack.at(-1);
    if (!Array.isArray(list)) throw new Error('the pickle is damaged: no list to fill');
    list.push(...items);
  };
  const take = (count: number): unknown[] => stack.splice(stack.length - count, count);
  for (;;) {
    if (at >= bytes.length) throw new Error('the pickle ends in the middle');
    const code = String.fromCharCode(number(1));
    switch (code) {
      case '\x80': // PROTO
        if (number(1) !== 2) throw new Error('the protocol of the pickle is not 2');
        break;
      case '.': // STOP
        return { value: stack.pop(), end: at };
      case '(':
        stack.push(MARK);
        break;
      case '}':
        stack.push(new Map());
        break;
      case ']':
        stack.push([]);
        break;
      case ')':
        stack.push([]);
        break;
      case 'N':
        stack.push(null);
        break;
      case '\x88':
        stack.push(true);
        break;
      case '\x89':
        stack.push(false);
        break;
      case 'K':
        stack.push(number(1));
        break;
      case 'M':
        stack.push(number(2));
        break;
      case 'J':
        stack.push(number(4));
        break;
      case '\x8a': // LONG1
        stack.push(integer(number(1)));
        break;
      case 'X': // BINUNICODE
        stack.push(text(number(4)));
        break;
      case 'c': // GLOBAL
        stack.push(new PickledName(`${line()} ${line()}`));
        break;
      case 'q': // BINPUT
        memo.set(number(1), stack.at(-1));
        break;
      case 'r': // LONG_BINPUT
        memo.set(number(4), stack.at(-1));
        break;
      case 'h': // BINGET
        stack.push(memo.get(number(1)));
        break;
      case 'j': // LONG_BINGET
        stack.push(memo.get(number(4)));
        break;
      case 't': // TUPLE
        stack.push(sinceMark());
        break;
      case '\x85':
        stack.push(take(1));
        break;
      case '\x86':
        stack.push(take(2));
        break;
      case '\x87':
        stack.push(take(3));
        break;
      case 's': // SETITEM
        fill(take(2));
        break;
      case 'u': // SETITEMS
        fill(sinceMark());
        break;
      case 'a': // APPEND
        append(take(1));
        break;
      case 'e': // APPENDS
        append(sinceMark());
        break;
      case 'Q': // BINPERSID
        stack.push(persistent(stack.pop()));
        break;
      case 'R': {
        const [callee, args] = take(2);
        if (!(callee instanceof PickledName) || !Array.isArray(args))
          throw new Error('the pickle is damaged: no call');
        stack.push(reduce(callee.name, args));
        break;
      }
      case 'b': // BUILD: attributes of a mapping, ignored here
        stack.pop();
        break;
      default:
        throw new Error(`the pickle uses an unsupported operation (0x${code.charCodeAt(0).toString(16)})`);
    }
  }
}
