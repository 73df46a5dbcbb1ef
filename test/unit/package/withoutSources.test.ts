import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutSources } from '../../../withoutSources.mjs';

test('a threshold ships without where it comes from, and all else as it is', () => {
  const text = `  gap: { default: 0.25, source: 'A quarter.' },\n  far: {\n    default: 1e-5,\n    source:\n      "One's own.",\n  },\n`;
  expect(withoutSources(text)).toBe(
    `  gap: { default: 0.25, source: '' },\n  far: {\n    default: 1e-5,\n    source:\n      '',\n  },\n`,
  );
  expect(withoutSources("note(memory, { source: 'given' });")).toBe("note(memory, { source: 'given' });");
});

test('no rule keeps one', () => {
  const folder = join(import.meta.dirname, '../../../src/session/findings');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'rule.ts')
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const sentences = texts.join('\n').match(/\bsource:\s*['"`](?=[A-Z])/g) ?? [];
  expect(sentences.length).toBeGreaterThan(40);
  const shipped = withoutSources(texts.join('\n'));
  expect(shipped.match(/\bsource:\s*''/g)).toHaveLength(sentences.length);
});
