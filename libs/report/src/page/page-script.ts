import { createHash } from 'node:crypto';
import { palette } from '../plots/palette.js';

const light = Object.fromEntries(Object.entries(palette).map(([role, [colour]]) => [role, colour]));

/**
 * The page's only script. Without it, everything can still be read; with it, plots show their numbers under the pointer
 * and can be saved as SVG, PNG or CSV, and the page of an unfinished run refreshes itself and keeps its scroll
 * position.
 */
export const pageScript = `'use strict';
const light = ${JSON.stringify(light)};
const box = document.body.appendChild(document.createElement('div'));
box.className = 'tip';
box.setAttribute('aria-hidden', 'true');
for (const title of document.querySelectorAll('figure.plot path > title')) {
  title.parentNode.dataset.tip = title.textContent;
  title.remove();
}
const tell = ({ target, clientX, clientY }) => {
  const tip = target.dataset && target.dataset.tip;
  box.textContent = tip || '';
  box.classList.toggle('shown', Boolean(tip));
  if (!tip) return;
  const right = innerWidth - box.offsetWidth - 8;
  box.style.left = Math.max(8, Math.min(right, clientX + 14)) + 'px';
  box.style.top = (clientY > innerHeight - 70 ? clientY - box.offsetHeight - 12 : clientY + 18) + 'px';
};
document.addEventListener('pointermove', tell, { passive: true });
document.addEventListener('pointerdown', tell, { passive: true });
document.addEventListener('scroll', () => box.classList.remove('shown'), { passive: true });
document.addEventListener('keydown', ({ key }) => key === 'Escape' && box.classList.remove('shown'));

const save = (name, blob) => {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
};
const drawing = (figure) => {
  const copy = figure.querySelector('svg').cloneNode(true);
  for (const mark of copy.querySelectorAll('[data-tip]')) {
    const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    title.textContent = mark.dataset.tip;
    mark.append(title);
    delete mark.dataset.tip;
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [key, value] of [['width', '100%'], ['height', '100%'], ['fill', light.surface]]) ground.setAttribute(key, value);
  copy.prepend(ground);
  const text = new XMLSerializer().serializeToString(copy).replace(/var\\(--(\\w+)\\)/g, (all, role) => light[role] || all);
  return new Blob([text], { type: 'image/svg+xml' });
};
const toPng = async (svg) => {
  const picture = new Image();
  picture.src = URL.createObjectURL(svg);
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2 * picture.width, 2 * picture.height];
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(picture.src);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};
const field = (value) => {
  const text = value === null ? '' : String(value);
  return /[",\\n\\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
};
const toCsv = (figure) => {
  const { columns, rows } = JSON.parse(figure.querySelector('script').textContent);
  return new Blob([[columns, ...rows].map((row) => row.map(field).join(',')).join('\\n') + '\\n'], { type: 'text/csv' });
};
const formats = { svg: drawing, png: (figure) => toPng(drawing(figure)), csv: toCsv };
for (const figure of document.querySelectorAll('figure.plot')) {
  const menu = document.createElement('details');
  menu.className = 'save';
  const summary = menu.appendChild(document.createElement('summary'));
  summary.textContent = 'Save';
  summary.setAttribute('aria-label', 'Save the plot ' + figure.dataset.name);
  for (const [format, make] of Object.entries(formats)) {
    const button = menu.appendChild(document.createElement('button'));
    button.type = 'button';
    button.textContent = format.toUpperCase();
    button.addEventListener('click', async () => save(figure.dataset.name + '.' + format, await make(figure)));
  }
  figure.querySelector('.tools').append(menu);
}

const live = document.querySelector('.live');
if (live) {
  const [pause, key] = [live.querySelector('input'), 'jiagu ' + location.pathname];
  const folds = [...document.querySelectorAll('details')];
  const kept = JSON.parse(sessionStorage.getItem(key) || 'null');
  if (kept) {
    pause.checked = !kept.paused;
    if (kept.open.length === folds.length) folds.forEach((fold, i) => (fold.open = kept.open[i]));
    if (kept.reloaded) scrollTo(0, kept.y);
  }
  const keep = (reloaded) => sessionStorage.setItem(key, JSON.stringify({
    reloaded, y: scrollY, paused: !pause.checked, open: folds.map((fold) => fold.open) }));
  keep(false);
  pause.addEventListener('change', () => keep(false));
  live.querySelector('label').hidden = false;
  setInterval(() => {
    if (!pause.checked) return;
    keep(true);
    location.reload();
  }, 1000 * live.dataset.seconds);
}
`;

/** The source expression of the content security policy that allows only this script. */
export const scriptSource = `'sha256-${createHash('sha256').update(pageScript).digest('base64')}'`;
