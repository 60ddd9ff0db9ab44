import type { RandomStream } from '@jiagu/random';

/** A log with a line every `every` steps, and phases and evaluations like those of the demo. */
export function fakeLog(steps: number, random: RandomStream, every = 10): string {
  const names = ['encoder warm-up', 'decoder warm-up', 'separation', 'self-training'];
  const starts = [0, 0.11, 0.33, 0.8].map((share) => Math.round(share * steps));
  const lines: unknown[] = [];
  const noise = (spread: number) => Math.exp(random.normal(0, spread));
  for (let step = every; step <= steps; step += every) {
    const seconds = Number((step * 0.085).toFixed(1));
    const processorSeconds = 2 * seconds;
    starts.forEach((start, i) => {
      if (start > step - every - 1 && start <= step - 1)
        lines.push({ type: 'phase', step: start, name: names[i] });
    });
    const t = step / steps;
    const losses: Record<string, number> = { cls: 3.2 * Math.exp(-9 * t) * noise(0.3) + 0.01 * noise(0.4) };
    if (t > 0.11) losses['reconstruction'] = (0.9 * Math.exp(-4 * t) + 0.25) * noise(0.05);
    if (t > 0.33) {
      losses['feature'] = 0.69 + random.normal(0, 0.05);
      losses['image'] = 0.5 * noise(0.2);
      losses['perceptual'] = 1.4 * Math.exp(-2 * t) * noise(0.06);
      losses['image discriminator'] = 0.2 * noise(0.3);
      losses['feature discriminator'] = 1.3 + random.normal(0, 0.05);
      losses['acc_dis_f'] = Math.min(1, 0.55 + 0.4 * Math.exp(-4 * (t - 0.33)) + random.normal(0, 0.03));
      losses['acc_dis_s2t'] = Math.min(1, 0.97 - 0.25 * (t - 0.33) + random.normal(0, 0.02));
      losses['acc_dis_t2s'] = Math.min(1, 0.99 + random.normal(0, 0.005));
    }
    losses['total'] = Object.entries(losses).reduce(
      (sum, [name, loss]) => sum + (name.startsWith('acc_') ? 0 : loss),
      0,
    );
    const decay = (1 - t) ** 0.9;
    const rates = {
      encoder: 1e-3 * decay,
      reconstruction: 2e-3 * decay,
      D_I: 4e-4 * decay,
      D_F: 1e-4 * decay,
    };
    lines.push({
      type: 'train',
      step,
      seconds,
      processorSeconds,
      losses,
      rates,
      imagesPerSecond: 190 * noise(0.05),
    });
    if (step % Math.max(every, Math.round(steps / 20 / every) * every) === 0) {
      const target =
        t < 0.33 ? 0.05 + 0.3 * t : 0.94 - 0.8 * Math.exp(-7 * (t - 0.3)) + random.normal(0, 0.01);
      lines.push({
        type: 'eval',
        step,
        seconds,
        processorSeconds,
        source: { accuracy: Math.min(1, 1 - 0.9 * Math.exp(-30 * t)), loss: losses['cls'] },
        target: { accuracy: Math.max(0, Math.min(1, target)), loss: 0.4 },
        validators: { entropy: -Math.exp(-4 * t), snd: 3 + t * (1 - t) + random.normal(0, 0.05) },
      });
    }
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
