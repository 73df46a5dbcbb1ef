import { describe, expect, test } from 'vitest';
import {
  cellsOf,
  columnOfPass,
  filterLayers,
  modelRows,
  orderedLayers,
  shownLayer,
} from '../../../../../webview/views/model/modelRows.js';
import { cellsWith, layerFor, modelFor } from './modelFor.js';

const layers = [
  layerFor('bn1'),
  layerFor('layer1.0.bn1'),
  layerFor('layer1.0.bn2', { cells: cellsWith([0, -0.7, 0, 0]) }),
  layerFor('layer2.0.bn1', { severity: 'error', findings: 1, cells: cellsWith([0, 0.1, NaN, NaN]) }),
  layerFor('layer2.1.bn1'),
  layerFor('layer2.1.bn2'),
];
const model = modelFor(layers, { ranked: Uint32Array.of(3, 2, 0, 1, 4, 5) });
const everyone = () => true;
const called = orderedLayers(model, 'called', everyone);

describe('rows of a model', () => {
  test('are the layers where they fit', () => {
    expect(modelRows(layers, called, 6, []).map(({ name }) => name)).toEqual(layers.map(({ name }) => name));
  });

  test('fold the outermost modules without a finding where they do not', () => {
    expect(modelRows(layers, called, 4, []).map(({ name, layers: of }) => [name, of.length])).toEqual([
      ['bn1', 1],
      ['layer1', 2],
      ['layer2.0.bn1', 1],
      ['layer2.1', 2],
    ]);
  });

  test('list the layers of a module that was unfolded below it', () => {
    const rows = modelRows(layers, called, 4, ['layer1']);
    expect(rows.map(({ name }) => name)).toEqual([
      ...['bn1', 'layer1', 'layer1.0.bn1', 'layer1.0.bn2', 'layer2.0.bn1', 'layer2.1'],
    ]);
    expect(rows[1].module).toEqual({ isFolded: false });
  });

  test('of a folded module show the worst of its layers, step by step', () => {
    const [, folded] = modelRows(layers, called, 4, []);
    expect([shownLayer(layers, folded, 1), shownLayer(layers, folded, 3)]).toEqual([2, 1]);
    expect(cellsOf(layers, folded, 4)?.gap).toEqual(Float32Array.of(0, -0.7, 0.1, 0.1));
  });

  test('stand worst first on demand', () => {
    expect(orderedLayers(model, 'worst', (at) => at < 4)).toEqual([3, 2, 0, 1]);
  });
});

describe('the filter of layers', () => {
  const found = (text: string, column = 1) => {
    const filter = filterLayers(text, model, column);
    return filter.ok ? [...layers.keys()].filter(filter.test) : filter.message;
  };

  test('takes a part of the name', () => {
    expect(found('')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(found('Layer2')).toEqual([3, 4, 5]);
  });

  test('takes expressions over numbers of the layers at the step', () => {
    expect(found('|gap| > 0.5')).toEqual([2]);
    expect(found('off >= 1')).toEqual([2]);
    expect(found('off >= 1', 3)).toEqual([3]);
    expect(found('nan', 3)).toEqual([3]);
    expect(found('channels = 4 and error')).toEqual([3]);
  });

  test('takes a part of the name beside them', () => {
    expect(found('layer2 and gap > 0.05')).toEqual([3, 4, 5]);
    expect(found('|gap| > 0.5 and layer1.0')).toEqual([2]);
    expect(found('layer2 and nonsense')).toMatch(/is no name and no filter/);
  });

  test('says what it does not understand', () => {
    expect(found('gap >')).toMatch(/^"gap >" is no name and no filter\. Try layer2/);
  });
});

test('a pass is found in the column that holds it', () => {
  const layer = layerFor('bn1', { cells: cellsWith([0, 0, 0, 0], [2, 0, 1, 1]) });
  expect([-1, 0, 1, 2, 3].map((pass) => columnOfPass(layer, pass))).toEqual([-1, 0, 0, 2, 3]);
});
