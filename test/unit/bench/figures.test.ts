import { expect, test } from 'vitest';
import { Figures } from '../../bench/figures.js';
import { result } from '../../bench/result.js';
import { textTable } from '../../bench/textTable.js';

const figure = (name: string) => result({ name, unit: 'ms', us: 1 });

test('a figure that cannot be taken is absent with its reason, and costs no other', async () => {
  const said: string[] = [];
  const figures = new Figures((what) => void said.push(what));
  await figures.take('step', () => figure('step'));
  await figures.take(['sort', 'filter'], () =>
    Promise.reject(new Error('locator.click: Timeout 80000ms exceeded.\nCall log:\n  - waiting for locator')),
  );
  await figures.take(['scroll', 'frames'], () => [figure('scroll'), figure('frames')]);
  expect(figures.results.map(({ name }) => name)).toEqual(['step', 'scroll', 'frames']);
  const why = 'locator.click: Timeout 80000ms exceeded.';
  expect(figures.absent).toEqual([
    { name: 'sort', why },
    { name: 'filter', why },
  ]);
  expect(said).toEqual([`sort: not measured: ${why}`, `filter: not measured: ${why}`]);
});

test('a table ends with what is absent', () => {
  const absent = [{ name: 'cancel', why: 'no click' }];
  expect(
    textTable('Panel', [figure('step')], absent)
      .split('\n')
      .slice(2),
  ).toEqual(['step  1 ms', 'cancel: not measured: no click']);
});
