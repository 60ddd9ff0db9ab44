import { writeFile } from 'node:fs/promises';
import { openRun, predict, studies, swap, train } from 'jiagu';

const { path, results } = await train(`${studies}demo.yaml`, { set: ['training.steps=1400'], runs: 'runs' });
console.log(`${path} reads ${results.target?.accuracy} of the rubbings`);
const run = await openRun(path);
const [first] = await predict(run, ['data/demo/rubbing/test'], { top: 3 });
console.log(first?.file, first?.top);
const pair = { structure: 'data/demo/handprint/test/c000/0000.png', texture: first?.file ?? '' };
await writeFile('swapped.png', (await swap(run, pair)).png);
