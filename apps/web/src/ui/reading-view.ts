import type { Examination } from '../worker/messages.js';
import { byId, canvasOf, make, percent, printable } from './dom.js';
import { KINDS, type Item } from './item.js';
import type { SheetTiles } from './sheet-tiles.js';

/** Colour of the places where the networks looked. */
const HEAT = [214, 73, 40] as const;

/** Shows what one image is taken for, and where the networks looked. */
export class ReadingView {
  private readonly content = byId('reading-content');
  private readonly empty = byId('reading-empty');
  private address = '';
  private shownHeat = true;

  /** @param examples a tile for each class that `places` knows */
  constructor(
    private readonly examples: SheetTiles,
    private readonly places: ReadonlyMap<number, number>,
  ) {}

  /** Says why there is nothing to show. */
  say(text: string): void {
    this.empty.textContent = text;
    this.empty.hidden = false;
    this.content.hidden = true;
  }

  show({ name, domain, image }: Item, { candidates, heats, seen }: Examination): void {
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(image);
    const file = printable(name);
    const heat = make('canvas', { className: 'heat', width: seen.width, height: seen.height });
    heat.setAttribute('aria-hidden', 'true');
    const showHeat = (rank: number): void => drawHeat(heat, heats[rank], this.shownHeat);
    let chosen = 0;
    const toggle = make('input', { type: 'checkbox', checked: this.shownHeat });
    toggle.addEventListener('change', () => {
      this.shownHeat = toggle.checked;
      showHeat(chosen);
    });
    const list = make('ol', { className: 'candidates' });
    for (const [rank, candidate] of candidates.entries()) {
      const label = printable(candidate.name);
      const choice = make('input', { type: 'radio', name: 'candidate', checked: rank === 0 });
      choice.addEventListener('change', () => showHeat((chosen = rank)));
      const bar = make('span', { className: 'bar' }, make('span'));
      (bar.firstElementChild as HTMLElement).style.inlineSize = `${100 * candidate.confidence}%`;
      bar.setAttribute('aria-hidden', 'true');
      const place = this.places.get(candidate.class);
      list.append(
        make(
          'li',
          {},
          make(
            'label',
            {},
            heats.length > 0 && choice,
            place === undefined
              ? make('span', { className: 'no-example' }, 'no example')
              : this.examples.canvas(place, `handprinted example of ${label}`),
            make('span', { className: 'name' }, label),
            make('span', { className: 'confidence' }, percent(candidate.confidence)),
            bar,
          ),
        ),
      );
    }
    const without = candidates.filter((each) => !this.places.has(each.class));
    const names = without.map((each) => printable(each.name)).join(', ');
    showHeat(0);
    this.content.replaceChildren(
      make(
        'div',
        { className: 'glyphs' },
        make(
          'figure',
          {},
          make('img', { src: this.address, alt: `the image ${file}` }),
          make('figcaption', {}, file, make('span', { className: 'quiet' }, ` · a ${KINDS[domain]}`)),
        ),
        make(
          'figure',
          {},
          make('div', { className: 'seen' }, canvasOf(seen, 'the image as the networks see it'), heat),
          make(
            'figcaption',
            {},
            `as the networks see it, ${seen.width} × ${seen.height}`,
            heats.length > 0 && make('label', { className: 'toggle' }, toggle, ' where they looked'),
          ),
        ),
      ),
      make(
        'div',
        {},
        list,
        without.length > 0 &&
          make(
            'p',
            { className: 'quiet lacking' },
            `No handprinted example was at hand when this page was made: ${names}`,
          ),
      ),
    );
    this.empty.hidden = true;
    this.content.hidden = false;
  }
}

function drawHeat(canvas: HTMLCanvasElement, heat: Uint8Array | undefined, shown: boolean): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!heat || !shown) return;
  const image = context.createImageData(canvas.width, canvas.height);
  for (const [i, value] of heat.entries()) image.data.set([...HEAT, Math.round(0.65 * value)], 4 * i);
  context.putImageData(image, 0, 0);
}
