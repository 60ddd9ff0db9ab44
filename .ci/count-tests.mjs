// Adds up what every project's tests reported and prints one line; fails when nothing ran.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const projects = ['libs', 'apps'].flatMap((group) => readdirSync(group).map((name) => `${group}/${name}`));
let [passed, failed] = [0, 0];
for (const project of [...projects, 'tests']) {
  const results = `${project}/.vitest/results.json`;
  if (!existsSync(results)) continue;
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed === 0 || failed > 0 ? 1 : 0;
