import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareArrays, compareState } from '../../../src/cli/golden/compareArrays.js';
import { parseGoldenFile, parseGoldenIndex, type GoldenStep } from '../../../src/cli/golden/goldenFile.js';
import { runGolden } from '../../../src/cli/golden/runGolden.js';

const folder = new URL('../../fixtures/golden/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const suggestions = parseGoldenIndex(read('index.json'));
const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json');

describe('recorded vectors', () => {
  it('are all there', () => {
    expect(names).toHaveLength(220);
  });

  it.each(names)('%s', (name) => {
    const result = runGolden(parseGoldenFile(read(name)), suggestions.get(name)?.rtol);
    if (result.kind !== 'compared') throw new Error(`skipped: ${result.convention}`);
    expect(result.failures).toEqual([]);
    expect(result.fields).toBeGreaterThan(3);
  });
});

describe('a vector that does not fit', () => {
  const recorded = parseGoldenFile(read('torch-BatchNorm2d.float64.json'));

  it('is found out, with step and field', () => {
    const [first, ...others] = recorded.steps;
    const y = first.y;
    if (!y) throw new Error('the fixture has no y');
    const data = [Number(y.data[0]) + 1e-6, ...y.data.slice(1)];
    const result = runGolden({ ...recorded, steps: [{ ...first, y: { ...y, data } }, ...others] }, 1e-9);
    expect(result).toMatchObject({ kind: 'compared', failures: [{ step: 0, field: 'y' }] });
  });

  it('of a convention that does not exist is skipped', () => {
    expect(runGolden({ ...recorded, convention: 'torch.GroupNorm' }, 1e-9).kind).toBe('skipped');
  });

  it('fails where a refusal was recorded and ours computes', () => {
    const refused = parseGoldenFile(read('edge-batch1-torch-BatchNorm1d.float64.json'));
    const result = runGolden({ ...refused, convention: 'labml' }, 1e-9);
    expect(result).toMatchObject({ kind: 'compared', failures: [{ step: 0, field: 'error' }] });
  });

  it('of a rank that document 004 refuses has to be refused', () => {
    const { steps, ...file } = parseGoldenFile(read('seed004-1d.float64.json'));
    const { x } = steps[0];
    const error = { type: 'Exception', message: 'expected len of input dim be 2 or 4 but got torch.Size([5, 3, 1])' };
    const step: GoldenStep = { op: 'train', x: { ...x, shape: [...x.shape, 1] }, error };
    const refused = { ...file, steps: [step] };
    expect(runGolden(refused, 1e-9)).toMatchObject({ kind: 'compared', failures: [] });
    expect(runGolden({ ...refused, convention: 'labml' }, 1e-9)).toMatchObject({ failures: [{ field: 'error' }] });
  });

  it('is refused where it is not of the schema, naming the place', () => {
    expect(() => parseGoldenFile('{"schema":"bn-golden/2"}')).toThrow(/schema/);
  });
});

describe('comparing', () => {
  it('wants NaN and infinities in the same places', () => {
    expect(compareArrays(Float64Array.of(NaN, 1), Float64Array.of(NaN, 1), 1e-9).passed).toBe(true);
    expect(compareArrays(Float64Array.of(1, NaN), Float64Array.of(NaN, 1), null).passed).toBe(false);
    expect(compareArrays(Float64Array.of(Infinity), Float64Array.of(-Infinity), null).passed).toBe(false);
  });

  it('compares only places where there is no tolerance', () => {
    expect(compareArrays(Float64Array.of(5, NaN), Float64Array.of(7, NaN), null).passed).toBe(true);
  });

  it('sees through a state that broadcasting gave more axes', () => {
    const recorded = Float64Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3);
    expect(compareState(Float64Array.of(1, 2, 3), recorded, [1, 3, 1, 3], 1e-9).passed).toBe(true);
    expect(compareState(Float64Array.of(1, 2, 4), recorded, [1, 3, 1, 3], 1e-9).passed).toBe(false);
  });
});
