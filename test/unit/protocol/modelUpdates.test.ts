import { expect, test } from 'vitest';
import type { LayerSummary } from '../../../src/session/index.js';
import { mergedModel, ModelSender } from '../../../src/protocol/index.js';
import { cellsWith, findingFor, layerFor, modelFor } from '../webview/views/model/modelFor.js';

function layerWithout(name: string): LayerSummary {
  const { program, channels, passes, findings, severity } = layerFor(name);
  return { name, ...(program !== undefined && { program }), channels, passes, findings, severity };
}

test('cells cross once, and are there all the same', () => {
  const sender = new ModelSender();
  const first = modelFor([layerFor('a'), layerWithout('b')]);
  const shown = mergedModel(null, sender.update(first));
  const second = { ...first, layers: [first.layers[0], layerFor('b')] };
  const sent = sender.update(second);
  expect(sent.layers.map(({ cells }) => cells !== undefined)).toEqual([false, true]);
  expect(mergedModel(shown, sent)).toEqual(second);
  sender.reset();
  expect(sender.update(second).layers.every(({ cells }) => cells !== undefined)).toBe(true);
});

test('cells of a shorter recording are not taken for those of a longer one', () => {
  const before = modelFor([layerFor('a', { cells: cellsWith([0, 0]) })]);
  expect(mergedModel(before, modelFor([layerWithout('a')])).layers[0].cells).toBeUndefined();
});

test('cells by some rules are not taken for those by others', () => {
  const rules = { convention: 'pytorch', eps: 1e-5, momentum: 0.1 };
  const before = modelFor([layerFor('a', { rules })]);
  const cellsBy = (changes: object) =>
    mergedModel(before, modelFor([{ ...layerWithout('a'), rules: { ...rules, ...changes } }])).layers[0].cells;
  expect(cellsBy({})).toBe(before.layers[0].cells);
  expect(cellsBy({ momentum: null })).toBeUndefined();
});

test('an infinite weight stays the largest on its way', () => {
  const model = modelFor([layerFor('a')], { findings: [findingFor('a', { weight: Infinity })] });
  expect(new ModelSender().update(model).findings[0].weight).toBe(Number.MAX_VALUE);
});
