import { DOMAINS, type Domain } from '@jiagu/config/portable';
import type { PageModel } from '../page-model.js';
import { byId, canvasOf, make, nameImage } from './dom.js';
import { KINDS } from './item.js';
import { latest, type Reader } from './reader.js';
import type { SheetTiles } from './sheet-tiles.js';

/** Redraws the current glyph in a texture between two, which are chosen among images of the run. */
export class TexturesView {
  private readonly section = byId('textures');
  private readonly drawn: HTMLCanvasElement;
  private readonly slider = make('input', { type: 'range', min: '0', max: '100', value: '50' });
  private readonly ends = { from: 0, to: 0 };
  private readonly fault = make('p', { className: 'warning', hidden: true });
  private readonly redraw = latest(() => this.draw());
  private domain: Domain | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly model: PageModel,
    private readonly samples: SheetTiles,
  ) {
    this.drawn = make('canvas', { id: 'drawn', width: model.imageSize, height: model.imageSize });
    this.slider.id = 'share';
    this.slider.setAttribute('aria-label', 'From the left texture to the right one');
    this.slider.addEventListener('input', this.redraw);
  }

  /** Shows the glyph that was examined last, at first in textures of the other domain. */
  show(domain: Domain): void {
    this.section.hidden = false;
    if (this.domain === undefined) this.choose(domain === 'source' ? 'target' : 'source');
    this.redraw();
  }

  hide(): void {
    this.section.hidden = true;
  }

  private choose(wanted: Domain): void {
    const known = DOMAINS.filter((each) => this.placesOf(each).length > 0);
    const domain = known.includes(wanted) ? wanted : (known[0] ?? wanted);
    this.domain = domain;
    const places = this.placesOf(domain);
    [this.ends.from, this.ends.to] = [places[0] ?? 0, places[1] ?? places[0] ?? 0];
    const kinds = make('fieldset', { className: 'kinds' }, make('legend', {}, 'Textures of'));
    for (const each of known) {
      const choice = make('input', { type: 'radio', name: 'texture-kind', checked: each === domain });
      choice.addEventListener('change', () => {
        this.choose(each);
        document.querySelector<HTMLInputElement>('input[name=texture-kind]:checked')?.focus();
        this.redraw();
      });
      kinds.append(make('label', {}, choice, ` ${KINDS[each]}s`));
    }
    byId('textures-content').replaceChildren(
      make(
        'p',
        { className: 'quiet' },
        'The structure of the glyph is kept; only the texture is another. Such drawings tell whether the networks have separated the two.',
      ),
      kinds,
      make(
        'div',
        { className: 'between' },
        this.swatches('from', 'Left texture', places),
        make('figure', { className: 'drawn' }, this.drawn, make('div', { className: 'slide' }, this.slider)),
        this.swatches('to', 'Right texture', places),
      ),
      this.fault,
    );
  }

  private swatches(end: 'from' | 'to', title: string, places: readonly number[]): HTMLElement {
    const group = make('fieldset', { className: `swatches ${end}` }, make('legend', {}, title));
    for (const [n, place] of places.entries()) {
      const choice = make('input', {
        type: 'radio',
        name: `texture-${end}`,
        checked: place === this.ends[end],
      });
      choice.addEventListener('change', () => {
        this.ends[end] = place;
        this.redraw();
      });
      group.append(make('label', {}, choice, this.samples.canvas(place, `texture ${n + 1}`)));
    }
    return group;
  }

  private placesOf(domain: Domain): number[] {
    return this.model.samples.flatMap((sample, place) => (sample.domain === domain ? [place] : []));
  }

  private async draw(): Promise<void> {
    const share = Number(this.slider.value) / 100;
    try {
      const picture = await this.reader.ask('redraw', { ...this.ends, share });
      this.drawn.getContext('2d')?.drawImage(canvasOf(picture, ''), 0, 0);
      nameImage(this.drawn, 'the glyph in the chosen texture');
      this.fault.hidden = true;
    } catch (error) {
      this.fault.textContent = (error as Error).message;
      this.fault.hidden = false;
    }
  }
}
