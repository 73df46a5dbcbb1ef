import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { getNodeValue, parseTree } from 'jsonc-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { programJsonSchema } from '../../../schema.mjs';
import { readProgram } from '../../../src/session/index.js';

const folder = join(import.meta.dirname, '../../../media/samples');

describe('the JSON schema of program files', () => {
  let accepts: (text: string) => boolean;
  beforeAll(async () => {
    const validate = new Ajv({ strict: false }).compile(await programJsonSchema());
    accepts = (text) => {
      const root = parseTree(text, [], { allowTrailingComma: true });
      return root !== undefined && validate(getNodeValue(root));
    };
  });

  const samples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.bn.json'),
  );
  it.each(samples)('accepts %s', (path) => {
    expect(accepts(readFileSync(join(folder, path), 'utf8'))).toBe(true);
  });

  it.each([
    '{ "steps": [] }',
    '{ "$schema": "x", "steps": [{ "train": ["a.npy", { "file": "b.npz", "member": "x" }], "ranks": "apart" }] }',
    '{ "convention": { "base": "keras", "momentum": null, "renorm": null }, "steps": [{ "eval": "v.npy", "rows": [0, 3] }] }',
    '{ "state": { "gamma": 1, "beta": [0], "runningMean": { "file": "m.npz", "slice": "3" } }, "steps": [] }',
    '{ "steps": [{ "set": { "eps": 0.1, "momentum": null, "gamma": 1, "runningMean": { "file": "m.npz" }, "numBatchesTracked": 3 } }] }',
    '{ "steps": [{ "set": {} }] }',
    '{ "steps": [{ "set": { "eps": -1 } }] }',
    '{ "steps": [{ "set": { "numBatchesTracked": 0.5 } }] }',
    '{ "steps": [{ "set": { "affine": true } }] }',
    '{ "steps": [{ "set": { "eps": 1 }, "rtol": 1 }] }',
    '{ "steps": [{ "evaluate": "a.npy" }] }',
    '{ "steps": [{ "train": 3 }] }',
    '{ "steps": [{ "train": "a", "eval": "b" }] }',
    '{ "steps": [{ "train": "a", "batchSize": 0 }] }',
    '{ "steps": [{ "train": "a", "batchSize": 1.5 }] }',
    '{ "steps": [{ "train": "" }] }',
    '{ "steps": [{ "train": "a", "rows": [0, 1, 2] }] }',
    '{ "convention": "pytroch", "steps": [] }',
    '{ "convention": { "eps": 1 }, "steps": [] }',
    '{ "convention": { "base": "pytorch", "eps": -1 }, "steps": [] }',
    '{ "state": { "gamma": [1, "2"] }, "steps": [] }',
    '{ "steps": {} }',
    '{ "continueFrom": "recorded", "steps": [{ "recorded": "bn1/stats_*.npz", "tensors": "bn1/x_*.npy", "dtype": "float16" }] }',
    '{ "steps": [{ "recorded": "s.npz", "rows": [3, 1], "mode": "eval" }] }',
    '{ "steps": [{ "recorded": "s.npz", "dtype": "int8" }] }',
    '{ "steps": [{ "recorded": "s.npz", "batchSize": 3 }] }',
    '{ "steps": [{ "recorded": 3 }] }',
    '{ "continueFrom": "there", "steps": [] }',
    '{}',
  ])('takes what a run takes, and refuses what it refuses: %s', (text) => {
    expect(accepts(text)).toBe('program' in readProgram(text));
  });

  it.each([
    '{ "layers": [] }',
    '{ "layers": [{ "name": "bn1", "program": "bn1.bn.json" }, { "name": "bn2", "program": { "steps": [{ "train": "a.npy" }] } }] }',
    '{ "layers": [{ "name": "", "program": "bn1.bn.json" }] }',
    '{ "layers": [{ "name": "bn1" }] }',
    '{ "layers": [{ "name": "bn1", "program": { "steps": [{ "train": 3 }] } }] }',
    '{ "layers": [{ "name": "bn1", "program": { "layers": [] } }] }',
    '{ "layers": [], "steps": [] }',
    '{ "layers": {} }',
  ])('takes the models that a report takes, and refuses others: %s', (text) => {
    expect(accepts(text)).toBe('model' in readProgram(text));
  });

  it('says of every parameter of a step what it is', async () => {
    const { $defs } = (await programJsonSchema()) as {
      $defs: Record<string, { anyOf?: { properties?: Record<string, { description?: string }> }[] }>;
    };
    const steps = Object.values($defs).flatMap(({ anyOf = [] }) =>
      anyOf.filter(({ properties }) => properties?.batchSize),
    );
    expect(steps).toHaveLength(2);
    const sets = Object.values($defs)
      .flatMap(({ anyOf = [] }) => anyOf.flatMap(({ properties }) => (properties?.set ? [properties.set] : [])))
      .map((set) => set as { readonly properties: Record<string, { description?: string }> });
    expect(sets).toHaveLength(1);
    for (const { properties = {} } of [...steps, ...sets]) {
      for (const [name, { description }] of Object.entries(properties))
        expect([name, description]).not.toContain(undefined);
    }
  });

  it('lets VS Code’s validator pass comments and trailing commas, as programs are read', async () => {
    expect(await programJsonSchema()).toMatchObject({ allowComments: true, allowTrailingCommas: true });
  });
});
