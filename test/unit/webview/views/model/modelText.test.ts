import { describe, expect, test } from 'vitest';
import {
  columnText,
  followsText,
  noFindingsText,
  placeText,
  rowText,
  stepsText,
} from '../../../../../webview/views/model/modelText.js';
import { cellsWith, findingFor, layerFor, modelFor } from './modelFor.js';

const layer = layerFor('layer2.1.bn1', { severity: 'error', column: 1, cells: cellsWith([0, NaN, NaN, NaN]) });
const model = modelFor([layer, layerFor('layer2.1.bn2', { follows: 0 })]);

describe('what a model says', () => {
  test('about its steps', () => {
    expect(stepsText(model.columns)).toBe('3 steps: 3 train passes, 1 eval');
    expect(stepsText(model.columns, true)).toBe('3 steps');
    expect([0, 2, 3].map((column) => columnText(model.columns, column))).toEqual([
      ...['train', 'eval', 'train, right after the eval of step 1'],
    ]);
  });

  test('about a row, as a sentence', () => {
    expect(rowText(layer, model, 1)).toBe('layer2.1.bn1, error, 1 of 4 channels off, gap NaN, from step 1');
    expect(rowText(model.layers[1], model, 1)).toBe(
      'layer2.1.bn2, follows from layer2.1.bn1, 0 of 4 channels off, gap +0.10\u00a0σ',
    );
    expect(rowText(layerFor('bn9', { problem: 'no such file' }), model, 1)).toBe('bn9, cannot be opened: no such file');
  });

  test('about the place of a finding', () => {
    const place = (changes: object) => placeText(findingFor('layer2.1.bn1', changes), model);
    expect(place({ pass: 1, lastPass: 1 })).toBe('layer2.1.bn1, step 1');
    expect(place({ pass: 1, lastPass: 3 })).toBe('layer2.1.bn1, from step 1');
    expect(place({ pass: 0, lastPass: 3 })).toBe('layer2.1.bn1, all steps');
    expect(place({ pass: 0, lastPass: 1 })).toBe('layer2.1.bn1, steps 0 to 1');
    expect(place({ pass: -1, lastPass: -1 })).toBe('layer2.1.bn1, initial state');
  });

  test('about what follows from a cause', () => {
    const follows = (...names: string[]) =>
      followsText(findingFor('a', { follows: names.map((name) => ({ rule: 'drift', layer: name, pass: 0 })) }), model);
    expect(follows()).toBeNull();
    expect(follows('b', 'b')).toBe('b follows');
    expect(follows('b', 'c', 'a')).toBe('2 layers follow');
    expect(follows('a', 'a')).toBe('2 more findings follow');
  });

  test('about eval passes that a NaN spoils', () => {
    const named = { name: 'b', column: 1, cells: cellsWith([0, NaN, NaN, NaN]) };
    const spoiled = modelFor([layerFor('b', named), layerFor('c'), layerFor('d')]);
    const of = (...names: string[]) =>
      followsText(findingFor('b', { follows: names.map((name) => ({ rule: 'x', layer: name, pass: 1 })) }), spoiled);
    expect([of(), of('c'), of('c', 'd')]).toEqual([
      '1 eval pass follows',
      'c, 1 eval pass follow',
      '2 layers, 1 eval pass follow',
    ]);
  });

  test('where there is no finding', () => {
    expect(noFindingsText(model)).toBe('No findings in 2 layers, 4 passes.');
    expect(noFindingsText(modelFor([]))).toBe('No BatchNorm layer was called yet.');
    expect(noFindingsText(modelFor([layerFor('a', { problem: 'no such file' })]))).toBe('No layer could be opened.');
    expect(noFindingsText({ ...model, isComplete: false })).toMatch(/^None yet/);
  });
});
