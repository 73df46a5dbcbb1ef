import { describe, expect, it } from 'vitest';
import { checkProgramText, programOutline } from '../../../../src/session/index.js';
import { BASE, batchBytes, MemoryFiles, npyOf } from '../memoryFiles.js';

const files = () =>
  new MemoryFiles({
    'a.npy': batchBytes([8, 3]),
    'b.npy': batchBytes([8, 3], 0, 2),
    'wide.npy': batchBytes([8, 5]),
    'gamma5.npy': npyOf([5], new Float32Array(5)),
    'ramp.npy': npyOf([4, 1], Float32Array.of(0, 1, 2, 3)),
    'nan.npy': npyOf([4, 1], Float32Array.of(NaN, 0, 0, 0)),
    'bad.npy': new Uint8Array([1, 2, 3]),
  });

async function checked(program: unknown, run = false) {
  const text = JSON.stringify(program, null, 1);
  const check = await checkProgramText({ uri: `${BASE}/p.bn.json`, text, run }, files(), {});
  const at = <T extends { readonly range: { readonly from: number; readonly to: number } }>(one: T) => ({
    ...one,
    text: JSON.stringify(JSON.parse(text.slice(one.range.from, one.range.to))),
  });
  return { faults: check.faults.map(at), expectations: check.expectations.map(at), findings: check.findings.map(at) };
}

describe('what the files of a program say against it', () => {
  it('names each fault at its step: a missing file, one that is refused, another number of channels', async () => {
    const { faults } = await checked({
      steps: [
        { train: 'a.npy' },
        { train: 'none_*.npy' },
        { eval: 'missing.npy' },
        { train: 'bad.npy' },
        { train: 'wide.npy' },
        { eval: 'a.npy', expect: 'missing_out.npy' },
      ],
    });
    expect(faults.map(({ text }) => text)).toEqual([
      '{"train":"none_*.npy"}',
      '{"eval":"missing.npy"}',
      '{"train":"bad.npy"}',
      '{"train":"wide.npy"}',
      '"missing_out.npy"',
    ]);
    expect(faults.every(({ message }) => message.length > 10)).toBe(true);
    expect(faults[3].message).toContain('expected 3, found 5');
  });

  it('names the part of the state and the set step that do not fit, and files outside its folder', async () => {
    const { faults } = await checked({
      state: { gamma: 'gamma5.npy', beta: 0 },
      steps: [{ train: 'a.npy' }, { set: { beta: 'gamma5.npy' } }, { eval: '/etc/other.npy' }],
    });
    expect(faults.map(({ text, isOutside }) => [text, isOutside])).toEqual([
      ['{"eval":"/etc/other.npy"}', true],
      ['"gamma5.npy"', undefined],
      ['{"beta":"gamma5.npy"}', undefined],
    ]);
  });

  it('says nothing of a program that is right, and the text’s own problems where it is none', async () => {
    expect(await checked({ steps: [{ train: 'a.npy' }, { eval: 'b.npy' }] })).toEqual({
      faults: [],
      expectations: [],
      findings: [],
    });
    const { problems } = programOutline('{ "steps": [{ "train": 3 }], "convention": "nope" }');
    expect(problems).toHaveLength(2);
  });
});

describe('a program as a test', () => {
  it('holds where outputs are as expected, fails where they are not, with the error', async () => {
    const { expectations } = await checked(
      {
        steps: [{ train: 'a.npy', expect: 'a.npy' }, { eval: 'b.npy' }, { eval: 'b.npy', expect: 'b.npy', atol: 100 }],
      },
      true,
    );
    expect(expectations.map(({ step, name, passed }) => [step, name, passed])).toEqual([
      [0, 'expect', false],
      [2, 'expect', true],
    ]);
    expect(expectations[0].message).toMatch(/^a\.npy: expect does not hold, largest \|error\| \d/);
  });

  it('has both numbers where one is furthest off, or none: of an output, a state, a gradient', async () => {
    const { expectations } = await checked(
      {
        affine: false,
        steps: [
          { train: 'ramp.npy', expect: 'ramp.npy', atol: 1.5, rtol: 0 },
          { train: 'ramp.npy', stateAfter: { numBatchesTracked: 7 } },
          { eval: 'ramp.npy', gradOutput: 'ramp.npy', expectGrad: 'nan.npy' },
        ],
      },
      true,
    );
    expect(expectations.map(({ text, message, expected, found }) => [text, message, expected, found])).toEqual([
      [
        '"ramp.npy"',
        'ramp.npy: expect does not hold, largest |error| 1.66: expected 3, found 1.3416355; 2 of 4 values are off',
        '3 (rtol 0, atol 1.5)',
        '1.3416355 (furthest off; 2 of 4 values are off)',
      ],
      [
        '{"numBatchesTracked":7}',
        'ramp.npy: stateAfter does not hold, largest |error| 5.00: expected 7, found 2; 1 of 1 value is off',
        '7 (rtol 1e-5, atol 1e-8)',
        '2 (furthest off; 1 of 1 value is off)',
      ],
      [
        '"nan.npy"',
        expect.stringMatching(/^ramp\.npy: expectGrad does not hold, largest \|error\| NaN: expected NaN, found 0$/),
        'NaN (rtol 1e-5, atol 1e-8)',
        '0',
      ],
    ]);
  });

  it('judges findings by severity, or by rule, pass and channel', async () => {
    const steps = [{ train: 'a.npy' }, { eval: 'b.npy' }];
    const verdict = async (findings: unknown) => (await checked({ steps, findings }, true)).expectations[0];
    const all = (await checked({ steps }, true)).findings;
    expect(all.length).toBeGreaterThan(0);
    const [{ rule, pass }] = all;
    expect(await verdict({ none: 'info' })).toMatchObject({ passed: false, step: null, text: '{"none":"info"}' });
    expect(await verdict([{ rule }])).toMatchObject({ passed: true });
    expect(await verdict([{ rule, pass }])).toMatchObject({ passed: true });
    expect(await verdict([{ rule, pass: pass + 7 }])).toMatchObject({ passed: false });
    expect(await verdict([{ rule: 'padding' }])).toMatchObject({ passed: false });
    expect(await verdict([])).toMatchObject({ passed: true });
  });

  it('fails all that it expects where it cannot run', async () => {
    const { expectations, faults } = await checked({ steps: [{ eval: 'missing.npy', expect: 'a.npy' }] }, true);
    expect(expectations).toMatchObject([{ step: 0, passed: false }]);
    expect(faults).toHaveLength(1);
  });

  it('outlines steps for the editor', () => {
    const text =
      '{ "steps": [{ "train": ["a.npy", "b.npy"] }, { "set": { "eps": 1 } }, { "eval": { "file": "c.npz", "member": "x" }, "expect": "y.npy" }] }';
    const { steps, ranges, problems } = programOutline(text);
    expect(problems).toEqual([]);
    expect(steps.map(({ label, expects, isSet }) => [label, expects, isSet])).toEqual([
      ['train a.npy, b.npy', [], false],
      ['set eps', [], true],
      ['eval c.npz x', ['expect'], false],
    ]);
    expect(text.slice(ranges.steps.from, ranges.steps.to)).toBe('"steps"');
  });
});
