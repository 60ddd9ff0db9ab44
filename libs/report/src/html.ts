/** A piece of markup that is safe to insert into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** Values that can be interpolated in a template; everything except {@link Html} is escaped. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * The text with control characters, which XML forbids, and characters that change the writing direction, which can
 * disguise file names, replaced by U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
    '\ufffd',
  );
}

/** The text, printable and with HTML's special characters escaped. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Markup in which every interpolated value is escaped, unless it is markup itself. Null, undefined and false are
 * omitted.
 */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(parts.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

function render(value: Content): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return value === null || value === undefined || value === false ? '' : escape(String(value));
}
