import { describe, expect, it } from 'vitest';
import { positionText } from '../../../../../webview/views/transport/positionText.js';
import { snapshotOf } from '../../store/fakeLink.js';

describe('the position', () => {
  it('says pass, stage and what comes', () => {
    const at = positionText(snapshotOf({ cursor: { pass: 10, stage: 4 } }));
    expect(at).toEqual({
      pass: 'Pass 11',
      of: ' of 13',
      stage: 'stage 5 of 6: update running mean',
      next: 'next pass: train batch_11.npy',
    });
  });

  it('says that no pass has run', () => {
    const at = positionText(snapshotOf({ shown: null, computed: 0, cursor: { pass: 0, stage: null } }));
    expect([at.pass, at.of, at.stage]).toEqual(['No pass has run', '', null]);
  });

  it('says that the program has ended', () => {
    expect(positionText(snapshotOf({ next: null })).next).toBe('the program has ended');
  });
});
