import { describe, expect, it } from 'vitest';
import { memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { layersIn } from '../../../src/session/layers/index.js';
import { refusalOf } from './refusalOf.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const open = (text: string) => openArchive(memorySource('layer.json', utf8(text)));

describe('a JSON object of named arrays', () => {
  const text = `{
  "framework": "none", "momentum": 0.1, "is \\"best\\"": true,
  "bn1": { "running_mean": [1, 2], "running_var": [3, NaN], "inner": { "weight": { "shape": [2], "data": [5, 6], "dtype": "float32" } } },
  "x": [[1, 2], [3, "]"]],
  "empty": {}
}\n`;

  it('is an archive; objects within it are parts of names, and what is no number is told of it', async () => {
    const archive = await open(text);
    expect(archive.kind).toBe('JSON archive');
    expect(archive.members.map(({ name }) => name)).toEqual([
      'momentum',
      'bn1.running_mean',
      'bn1.running_var',
      'bn1.inner.weight',
      'x',
    ]);
    expect(archive.metadata).toEqual({ framework: 'none', 'is "best"': 'true' });
    const variance = await archive.open('bn1.running_var');
    expect(variance).toMatchObject({ name: 'layer.json/bn1.running_var', shape: [2], dtype: 'float64' });
    expect((await variance.read()).values).toEqual(Float64Array.of(3, NaN));
    expect(await archive.open('bn1.inner.weight')).toMatchObject({ shape: [2], dtype: 'float32' });
    expect((await archive.open('momentum')).shape).toEqual([]);
  });

  it('has members that are refused by themselves, and asks which one is meant', async () => {
    await expect((await open(text)).open('x')).rejects.toThrow(
      'layer.json/x: line 1, column 14: a string among numbers',
    );
    await expect((await open(text)).open('y')).rejects.toThrow("layer.json: members: there is no 'y' in it");
    await expect(openTensor(memorySource('layer.json', utf8(text)))).rejects.toThrow('a JSON archive of 5 tensors');
  });

  it('is read in pieces of any size, with a byte order mark and without a name', async () => {
    const long = Array.from({ length: 400_000 }, (_, i) => i % 10).join(', ');
    const archive = await openArchive(memorySource('layers', utf8(`\ufeff{"a": [${long}], "b": [1]}`)));
    expect((await archive.open('a')).shape).toEqual([400_000]);
    expect((await archive.open('b')).shape).toEqual([1]);
  });

  it('has the layers that its names tell', async () => {
    const archive = await open('{"gamma": [1, 1], "beta": [0, 0], "running_mean": [0, 1], "running_var": [1, 1]}');
    const tensors = await Promise.all(archive.members.map(({ name }) => archive.open(name)));
    const named = tensors.map(({ shape }, i) => ({ name: archive.members[i].name, shape }));
    expect(layersIn(named)).toMatchObject([{ channels: 2, gamma: 'gamma', runningVar: 'running_var' }]);
  });

  it.each([
    ['{"a": [1], "a": [2]}', 'layer.json: byte 16: a name occurs twice (found a)'],
    ['{"a": [1], "b": [2', 'layer.json: byte 18: the JSON is cut off (found the end of the file)'],
    ['{"a": [1] "b": [2]}', 'layer.json: byte 10: this does not belong here (found ")'],
    ['{"a": [1]} x', 'layer.json: byte 11: this does not belong here (found x)'],
    [
      '{"epochs": 3, "name": "x"}',
      'layer.json: members: there is no array in this JSON object (expected an object of named arrays, or of "shape", "data" and, if wanted, "dtype", found \'epochs\', \'name\')',
    ],
    [`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`, 'layer.json/a.a.a.a'],
  ])('is refused: %s', async (wrong, message) => {
    expect((await refusalOf('layer.json', utf8(wrong))).message).toContain(message.slice(0, 60));
  });
});
