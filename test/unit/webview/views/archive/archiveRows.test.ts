import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../../../../src/protocol/index.js';
import { archiveRows, foundLayers } from '../../../../../webview/views/archive/archiveRows.js';

const members = (...names: string[]): MemberView[] =>
  names.map((name) => ({ name, label: name, shape: [64, 3], dtype: 'float32', bytes: 768 }));
const lines = (names: readonly string[], search = '', toggled: readonly string[] = []) =>
  archiveRows(members(...names), search, toggled).map((row) =>
    row.kind === 'group'
      ? `${'  '.repeat(row.depth)}${row.isOpen ? '▾' : '▸'} ${row.label} ${row.tensors}`
      : `${'  '.repeat(row.depth)}${row.label}`,
  );
const model = ['acts/conv2', 'acts/conv10', 'model.bn1.bias', 'model.bn1.weight', 'model.conv1.weight', 'step'];

describe('an archive’s list', () => {
  test('nests names by slashes and dots', () => {
    expect(lines(model)).toEqual([
      '▾ acts/ 2',
      '  conv2',
      '  conv10',
      '▾ model. 3',
      '  ▾ bn1. 2',
      '    bias',
      '    weight',
      '  conv1.weight',
      'step',
    ]);
  });

  test('writes beginnings that lead to one place in one line', () => {
    expect(lines(['params/a/b/x', 'params/a/b/y'])).toEqual(['▾ params/a/b/ 2', '  x', '  y']);
    expect(lines(['conv1/x', 'z'])).toEqual(['conv1/x', 'z']);
  });

  test('has a tensor beside the group that its name begins', () => {
    expect(lines(['bn', 'bn.bias', 'bn.weight', 'x', 'x.'])).toEqual([
      'bn',
      '▾ bn. 2',
      '  bias',
      '  weight',
      'x',
      'x.',
    ]);
  });

  test('leaves out what is in closed groups', () => {
    expect(lines(model, '', ['model.'])).toEqual(['▾ acts/ 2', '  conv2', '  conv10', '▸ model. 3', 'step']);
  });

  test('of very many tensors has its outermost groups open, and those that were opened', () => {
    const many = Array.from({ length: 80 }, (_, i) => `m.${i % 2}.w${i}`);
    expect(lines(many)).toEqual(['▾ m. 80', '  ▸ 0. 40', '  ▸ 1. 40']);
    expect(lines(many, '', ['m.0.']).slice(0, 3)).toEqual(['▾ m. 80', '  ▾ 0. 40', '    w0']);
    expect(lines(many, '', ['m.'])).toEqual(['▸ m. 80']);
    expect(lines(many, 'w7').length).toBeGreaterThan(10);
  });

  test.each([
    ['BN1', ['▾ model.bn1. 2', '  bias', '  weight']],
    ['weight model', ['▾ model. 2', '  bn1.weight', '  conv1.weight']],
    ['[64, 3] conv2', ['acts/conv2']],
    ['float32 step', ['step']],
    ['64x3 step', ['step']],
    ['nothing', []],
  ])('searched for %j opens groups and shows what has every word', (search, expected) => {
    expect(lines(model, search, ['model.'])).toEqual(expected);
  });

  test('is not exhausted by names of many steps, or many names', () => {
    const [row] = archiveRows(members('a/'.repeat(30_000)), '', []);
    expect([row.kind, row.label.length]).toEqual(['tensor', 60_000]);
    const many = Array.from({ length: 5000 }, (_, i) => `layers.${i % 50}.block.${i}.weight`);
    expect(archiveRows(members(...many), 'weight', [])).toHaveLength(5000 + 51);
  });

  test('has the layers that a search leaves', () => {
    const layer = { writer: 'PyTorch', runningMean: 'm', runningVar: 'v' };
    const layers = [
      { ...layer, name: 'bn1', label: 'bn1', channels: 64 },
      { ...layer, name: 'bn2', label: 'bn2', channels: 128 },
    ];
    expect(foundLayers(layers, '128 ch').map(({ name }) => name)).toEqual(['bn2']);
    expect(foundLayers(layers, '')).toEqual(layers);
  });
});
