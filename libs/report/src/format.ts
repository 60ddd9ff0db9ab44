/** 0.9234 -> "92.3 %", with a space that does not break. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** 12345 -> "12,345". */
export function integer(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Four significant digits, or fewer. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return integer(value);
  return String(Number(value.toPrecision(4)));
}

/** A measure of generated images: four decimals, one where it is large. */
export function measured(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 1 : 4);
}

/** Seconds -> "41 s", "3 min 52 s", "5 h 04 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${whole % 60}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${String(minutes % 60).padStart(2, '0')}\u00a0min`;
}

/**
 * Wilson's 95 % confidence interval of a share `correct / total`, both ends in 0..1.
 */
export function interval(correct: number, total: number): [number, number] {
  const [z, share] = [1.96, correct / total];
  const middle = (share + z ** 2 / (2 * total)) / (1 + z ** 2 / total);
  const half =
    (z / (1 + z ** 2 / total)) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
