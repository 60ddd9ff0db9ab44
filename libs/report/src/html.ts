/** A piece of markup that is safe to put into a page as it stands. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand between the parts of a template; everything but {@link Html} is escaped. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * The text without control characters, which XML forbids, and without those that turn the direction of
 * writing: a file name must not disguise itself.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
    '\ufffd',
  );
}

/** The text, printable and with everything escaped that means something in HTML. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Markup in which every interpolated value is escaped, unless it is markup itself. Absent values leave nothing. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(parts.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

function render(value: Content): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return value === null || value === undefined || value === false ? '' : escape(String(value));
}
