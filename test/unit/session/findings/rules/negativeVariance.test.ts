import { describe, expect, test } from 'vitest';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const found = told('negative-variance', 'swapped-statistics');
const mean = Float64Array.of(0.1, 0.2, 0.3, 0.4);
const batch: Example = ['eval', normalBatch([64, 4], 1, (c) => mean[c])];

describe('a running variance below 0', () => {
  test('a little below, beside a mean that nowhere is: not swapped, and not NaN', () => {
    const state = { runningMean: mean, runningVar: Float64Array.of(1, -1e-6, 1, 1) };
    const { session } = exampleSession([batch], { state });
    for (const passes of [[], session.passes]) {
      expect(found({ ...session, passes })).toMatchObject([
        { rule: 'negative-variance', severity: 'error', pass: -1, lastPass: passes.length - 1, known: -1, channel: 1 },
      ]);
    }
    const [{ message }] = found(session);
    expect(message).toMatch(
      /^The initial running variance is −1e−6, above −eps \(1e-5\), so that its root is still a number: x̂ is 1\.05 times as wide/,
    );
    expect(message).toContain('E[x²] − E[x]² in float32');
  });

  test('below −eps gives NaN, and is told apart from what does not', () => {
    const state = { runningMean: mean, runningVar: Float64Array.of(-1, -1e-6, 1, 1) };
    const findings = found(exampleSession([batch], { state }).session);
    expect(findings.map(({ channel }) => channel)).toEqual([0, 1]);
    expect(findings[0].message).toContain('is −1.00, below −eps (1e-5), so that every output with it is NaN');
  });

  test('lasts until train passes have made it positive', () => {
    const state = { runningVar: Float64Array.of(1, -0.05, 1, 1) };
    const train: Example = ['train', normalBatch([64, 4], 2)];
    const { session } = exampleSession([train, train, batch], { state });
    expect(found(session)).toMatchObject([{ channel: 1, pass: -1, lastPass: 0 }]);
  });

  test('0 and a tiny positive one are none', () => {
    const state = { runningMean: mean, runningVar: Float64Array.of(0, 1e-30, 1, 1) };
    expect(found(exampleSession([batch], { state }).session)).toEqual([]);
  });
});

test('one that was recorded, beside computed ones that are none, is told with its passes', async () => {
  const spoiled: Process['meanwhile'] = (pass, state) =>
    pass === 4 ? { ...state, var: state.var.map((one, channel) => (channel === 2 ? -0.5 : one)) } : state;
  const files = new RecordingFiles(layerFiles('bn1', passesTold(calls(12), { meanwhile: spoiled })));
  const { session } = await runRecorded(recordedProgram('bn1'), files);
  const [finding, ...others] = found(session);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: 'negative-variance', severity: 'error', channel: 2, pass: 4, known: 4 });
  expect(finding.lastPass).toBeGreaterThan(4);
  expect(finding.message).toMatch(/^The recorded running variance is −0\.50, below −eps/);
});
