/** Files of a generator's pictures below `samples/`, by what they show. */
export const GENERATOR_PICTURES = {
  generated: 'generated.png',
  real: 'real.png',
  classes: 'classes.png',
  nearest: 'nearest.png',
  arcs: 'interpolations.png',
  truncation: 'truncation.png',
} as const;
