import { expect, test } from 'vitest';
import { withPart } from '../../../../src/session/program/withPart.js';

test('another part is read by every step that read the one before, and by what goes with it', () => {
  const z = (part: string) => ({ file: 'z.npy', part });
  const program = (part: string) => ({
    channelAxis: 1,
    steps: [
      { train: z(part), gradOutput: { file: 'a.npz', member: 'dy', part } },
      { train: [z(part), 'rank1.npy'] },
      { eval: z(part), expect: z(part), atol: 0.5 },
      { eval: { file: 't.npy', part: 'field' } },
      { set: { gamma: { file: 'g.npy', part: 'real' } } },
    ],
  });
  expect(withPart(program('real'), 'real', 'magnitude')).toEqual(program('magnitude'));
});
