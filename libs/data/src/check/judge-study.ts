import { isDeepStrictEqual } from 'node:util';
import { domainOf } from '../part-names.js';
import { placeOf } from '../readers/listing.js';
import type { CheckedPart } from './checked-part.js';
import type { Finding } from './finding.js';
import { polarityCounts } from './part-summary.js';

/** What is wrong between images, parts and domains. */
export function judgeStudy(parts: readonly CheckedPart[], classNames: readonly string[]): Finding[] {
  return [
    ...missingClasses(parts, classNames),
    ...sameParts(parts),
    ...duplicates(parts),
    ...polarities(parts),
  ];
}

function missingClasses(parts: readonly CheckedPart[], classNames: readonly string[]): Finding[] {
  return parts
    .filter(({ labels }) => labels.some((label) => label >= 0))
    .flatMap(({ name, labels }) => {
      const present = new Set(labels);
      const missing = classNames.filter((_, label) => !present.has(label));
      if (missing.length === 0) return [];
      const consequence =
        name === 'source.train'
          ? 'no image teaches them'
          : name.endsWith('test')
            ? 'nothing is measured of them'
            : 'networks may confuse them with others';
      const names = missing.length > 10 ? `${missing.slice(0, 10).join(', ')}, ...` : missing.join(', ');
      const message = `${missing.length} of ${classNames.length} classes have no image (${consequence}): ${names}`;
      return [{ severity: 'warning', kind: 'class missing', where: name, message, images: [] } as const];
    });
}

/** Pairs of parts that are the same set. */
function sameParts(parts: readonly CheckedPart[]): Finding[] {
  return pairs(parts)
    .filter(([a, b]) => isDeepStrictEqual(a.part, b.part))
    .map(([a, b]) => ({
      severity: domainOf(a.name) === domainOf(b.name) ? ('note' as const) : ('error' as const),
      kind: 'test is train' as const,
      where: `${a.name}, ${b.name}`,
      message:
        domainOf(a.name) === domainOf(b.name)
          ? 'both are the same set: accuracy on it measures memorisation, not generalisation'
          : 'both domains are the same set: there is nothing to adapt',
      images: [],
    }));
}

/** Images with the same pixels, except in parts that are the same as a whole. */
function duplicates(parts: readonly CheckedPart[]): Finding[] {
  const groups = new Map<string, { part: CheckedPart; i: number }[]>();
  const distinct = parts.filter(
    (part, n) => !parts.slice(0, n).some((o) => isDeepStrictEqual(o.part, part.part)),
  );
  for (const part of distinct)
    part.facts.forEach((facts, i) => {
      // Blank images are reported as such.
      if ('error' in facts || facts.blank) return;
      const group = groups.get(facts.digest);
      if (group) group.push({ part, i });
      else groups.set(facts.digest, [{ part, i }]);
    });
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const names = [...new Set(group.map(({ part }) => part.name))];
      const labels = new Set(group.map(({ part, i }) => part.labels[i]).filter((label) => label !== -1));
      const contradiction = labels.size > 1;
      return {
        severity: 'warning' as const,
        kind: contradiction ? ('contradiction' as const) : ('duplicate' as const),
        where: names.join(', '),
        message: contradiction
          ? `the same pixels have different labels: ${[...labels].join(', ')}`
          : names.length > 1
            ? `the same pixels are in ${names.join(' and ')}: a test on them is too optimistic`
            : 'the same pixels',
        images: group.map(({ part, i }) => placeOf(part.listing, i)),
      };
    });
}

/** Whether the domains differ as a whole. */
function polarities(parts: readonly CheckedPart[]): Finding[] {
  const usual = (domain: 'source' | 'target') => {
    const facts = parts.filter(({ name }) => domainOf(name) === domain).flatMap((part) => part.facts);
    const { dark, light } = polarityCounts(facts);
    return dark === light
      ? undefined
      : dark > light
        ? 'dark strokes on light ground'
        : 'light strokes on dark ground';
  };
  const [source, target] = [usual('source'), usual('target')];
  if (!source || !target || source === target) return [];
  return [
    {
      severity: 'note',
      kind: 'polarity',
      where: 'source, target',
      message: `the domains have opposite polarity (source: ${source}, target: ${target}): augment with \`invert\`, or set data.preprocess.source.invert`,
      images: [],
    },
  ];
}

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
