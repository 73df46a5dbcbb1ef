import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../../../src/session/index.js';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { exampleSession, normalBatch, tensor } from '../../views/exampleSession.js';
import { AT, clean, nonFiniteInput, nonFiniteState, SHAPE } from '../nonFiniteExamples.js';

describe('non-finite state', () => {
  test('an initial state that already is broken is named', () => {
    const state = { runningVar: Float64Array.of(1, NaN, 1) };
    expect(nonFiniteState(exampleSession(clean(3), { state }).session)).toMatchObject([
      {
        rule: 'non-finite-state',
        severity: 'error',
        pass: -1,
        lastPass: 2,
        channel: 1,
        message:
          'The initial running variance is NaN: no train pass can make it finite again, and eval of the channel is NaN from then on (3 passes so far).',
      },
    ]);
  });

  test('finite values that overflow a narrow type name its largest number', () => {
    const emulation = { arithmetic: 'exact', state: 'float16' } as const;
    const { session } = exampleSession([['train', tensor([4, 1], [-3000, 3000, -3000, 3000])]], {
      layer: { emulation },
    });
    expect(nonFiniteState(session)).toMatchObject([
      {
        message:
          'Running variance is +∞ from here on: all values are finite, but with 3,000 among them their variance overflows float16, whose largest number is 65,504; and eval of the channel is β from then on.',
        remedy: 'Keep the running values in float32; or scale the input down.',
      },
    ]);
  });

  test('finite values that overflow are blamed on their pass', () => {
    const huge = { ...normalBatch(SHAPE, 7), dtype: 'float64' as const };
    const values = Float64Array.from(huge.values);
    values[AT] = 1e200;
    const { session } = exampleSession([...clean(1), ['train', { ...huge, values }], ...clean(1)]);
    expect(nonFiniteState(session)).toMatchObject([
      {
        pass: 1,
        lastPass: 2,
        channel: 1,
        message:
          'Running variance is +∞ from here on: all values are finite, but with 1e200 among them their variance overflows; and eval of the channel is β from then on (2 passes so far).',
      },
    ]);
  });

  test('is silent on clean batches', () => {
    expect(nonFiniteState(exampleSession(clean(3)).session)).toEqual([]);
    expect(nonFiniteInput(exampleSession(clean(3)).session)).toEqual([]);
  });
});

describe('a recorded state', () => {
  async function found(process: Process) {
    const files = new RecordingFiles(layerFiles('bn1', passesTold(calls(12), process)));
    const { session } = await runRecorded(recordedProgram('bn1'), files);
    return findingsOf(session).filter(({ rule, severity }) => rule === 'non-finite-state' || severity === 'error');
  }

  test('that somebody else made NaN is told, with the pass and the channel', async () => {
    const spoiled: Process['meanwhile'] = (pass, state) =>
      pass === 4 ? { ...state, var: state.var.map((one, channel) => (channel === 2 ? NaN : one)) } : state;
    const [finding, ...others] = await found({ meanwhile: spoiled });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'non-finite-state', severity: 'error', channel: 2, pass: 4, lastPass: 11 });
    expect(finding.message).toBe(
      'The recorded running variance is NaN after pass 5, where its batch is finite, and so is what the passes before it make: something else wrote it, and so it is in 7 later passes up to pass 12.',
    );
  });

  test('that a batch made NaN follows from the batch', async () => {
    const all = await found({ nonFinite: (pass) => (pass === 4 ? 1 : 0) });
    expect(all.map(({ rule, channel, pass }) => [rule, channel, pass])).toEqual([['non-finite-input', 0, 4]]);
    expect(await found({})).toEqual([]);
  });
});
