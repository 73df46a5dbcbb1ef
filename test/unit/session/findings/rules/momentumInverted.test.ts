import { describe, expect, test } from 'vitest';
import type { Program } from '../../../../../src/session/index.js';
import { calls, passesTold, type Process } from '../../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../../recordings/recordingFiles.js';
import { exampleSession, normalBatch, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const rules = told('momentum-inverted', 'update-count', 'outlier-batch');

async function recorded(process: Process, changes: Partial<Program> = {}) {
  const files = new RecordingFiles(layerFiles('bn1', passesTold(calls(20), process)));
  return rules((await runRecorded(recordedProgram('bn1', changes), files)).session);
}

describe('a momentum the other way round', () => {
  test('as it is set: the newest batch outweighs all others', () => {
    const batches = Array.from({ length: 6 }, (_, pass): Example => [
      'train',
      normalBatch([32, 3], pass + 1, () => pass),
    ]);
    const [finding] = rules(exampleSession(batches, { changes: { momentum: 0.9 } }).session);
    expect(finding).toMatchObject({ rule: 'momentum-inverted', severity: 'warning', pass: 0, known: 1 });
    expect(finding.message).toContain('Momentum 0.9 gives the newest batch 90 % of the running values');
  });

  test('as the process had it: the recorded values move by 1 − m where m was said', async () => {
    const [finding, ...others] = await recorded({ momentum: 0.9 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'momentum-inverted', severity: 'warning', pass: 0, lastPass: 19, known: 0 });
    expect(finding.message).toBe(
      "20 train passes moved the recorded running values 90 % of the way to their batch, where PyTorch's momentum 0.1 moves them 10 %: they follow the last batch.",
    );
  });

  test('is none where it is as it was said, nor where another one was used', async () => {
    expect(await recorded({ momentum: 0.1 })).toEqual([]);
    expect((await recorded({ momentum: 0.4 })).map(({ rule }) => rule)).toEqual(['update-count']);
  });
});
