/**
 * Colours by role, each as [on light, on dark]. Plots are drawn with the light ones; inside the page each
 * becomes a CSS variable of its role's name, so no two roles may share a light colour.
 * Source and target also differ in lightness, and all lines have a contrast of 3:1 or more to their background.
 */
export const palette = {
  surface: ['#fffdf9', '#211d18'],
  text: ['#2b241d', '#ece5d8'],
  muted: ['#665c50', '#b3a897'],
  grid: ['#e6dfd1', '#3b352c'],
  rule: ['#a39885', '#776d5f'],
  source: ['#1a6480', '#6fc3de'],
  target: ['#b23a26', '#f2886c'],
  faint: ['#cfc4b1', '#5d5447'],
  line: ['#4a3f8f', '#b0a5f5'],
  series1: ['#1b6581', '#70c4df'],
  series2: ['#b33b27', '#f3896d'],
  series3: ['#4d7a1e', '#a5cf6b'],
  series4: ['#7b4397', '#cf9be6'],
  series5: ['#946300', '#e3b34d'],
  series6: ['#5b5b66', '#b9b9c4'],
} as const satisfies Record<string, readonly [string, string]>;

/** Shades for shares from 0 to 1 in ten steps, the same on light and dark: orange is poor, blue is good. */
export const shades = [
  '#7a2c00',
  '#a63c00',
  '#d2570f',
  '#ec8037',
  '#f6ab6c',
  '#f8d3a8',
  '#cfe1ee',
  '#9cc5e2',
  '#5a9fd0',
  '#22699f',
] as const;

/** Colour of the text on each shade. */
export const shadeInk = shades.map((_, i) => (i < 3 || i === 9 ? '#ffffff' : '#20190f'));

/** Colours of lines, in order. */
export const series = [1, 2, 3, 4, 5, 6].map((i) => palette[`series${i}` as 'series1'][0]);

/** CSS declarations of every role's colour, light (0) or dark (1). */
export function variables(mode: 0 | 1): string {
  return Object.entries(palette)
    .map(([role, colours]) => `--${role}:${colours[mode]};`)
    .join('');
}

/** A plot drawn in light colours, with these replaced by the variables of their roles. */
export function themed(svg: string): string {
  return Object.entries(palette).reduce(
    (text, [role, [light]]) => text.replaceAll(`"${light}"`, `"var(--${role})"`),
    svg,
  );
}

/** Dash patterns that distinguish lines without their colours, in the order of {@link series}. */
export const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 4],
  [10, 4],
];
