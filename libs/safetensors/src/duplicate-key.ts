/**
 * The first key that occurs twice in one object of a JSON text, or undefined. `JSON.parse` keeps the last one silently,
 * and a reader that keeps the first one reads a different file.
 * @param text JSON that `JSON.parse` accepts
 */
export function duplicateKey(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{') objects.push(new Set());
    else if (character === '}') objects.pop();
    else if (character === '"') {
      const end = closingQuote(text, i);
      const keys = objects.at(-1);
      if (keys && isKey(text, end)) {
        const key = String(JSON.parse(text.slice(i, end + 1)));
        if (keys.has(key)) return key;
        keys.add(key);
      }
      i = end;
    }
  }
  return undefined;
}

function closingQuote(text: string, open: number): number {
  let i = open + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** Whether a colon follows the string that ends at `end`. */
function isKey(text: string, end: number): boolean {
  let i = end + 1;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++;
  return text[i] === ':';
}
