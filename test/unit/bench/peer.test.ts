import { expect, test } from 'vitest';
import { startPeer, type Peer } from '../../bench/peer.js';
import { compared } from '../../bench/compared.js';

const work = { operation: 'moments', shape: [2, 3], dtype: 'float32' };
const started = (program: string): Promise<Peer> =>
  startPeer({ name: 'other', command: process.execPath, words: ['-e', program] });
const answering = (answer: string) =>
  `console.log('Other 1.0'); require('readline').createInterface({ input: process.stdin }).on('line', (line) => ${answer})`;

test('a peer says who it is, and answers rounds in turn', async () => {
  const peer = await started(answering(`console.log(line === 'moments 2,3 float32' ? 0.25 : 'none')`));
  expect(peer.version).toBe('Other 1.0');
  expect(await peer.round(work)).toBe(0.25);
  expect(await peer.round({ ...work, dtype: 'float16' })).toBeNull();
  expect(await peer.round(work)).toBe(0.25);
  peer.close();
});

test('a peer that is not installed, or ends, keeps nobody waiting', async () => {
  const absent = await startPeer({ name: 'other', command: 'no-such-command-anywhere', words: [] });
  expect([absent.version, await absent.round(work)]).toEqual([null, null]);
  const ended = await started(answering('process.exit(1)'));
  expect(await ended.round(work)).toBeNull();
  expect(await ended.round(work)).toBeNull();
});

test('what is compared is the best of all rounds, ours and theirs', async () => {
  const peer = await started(`let seconds = 0.5; ${answering(`console.log(seconds /= 2)`)}`);
  let rounds = 0;
  const { us, peers } = await compared({ name: 'moments', work, ours: () => rounds++ }, [peer]);
  peer.close();
  expect(rounds).toBeGreaterThan(1);
  expect(us).toBeGreaterThan(0);
  // Six elements in 2⁻ⁿ⁻¹ s: warming up is a round, too.
  expect((peers.other * 1e9) / (6 * 2 ** (rounds + 1))).toBeCloseTo(1, 3);
});

test('rounds that warm up do not count', async () => {
  // The first rounds are the fastest: as if a cache were colder ever after.
  const peer = await started(`let rounds = 0; ${answering(`console.log((rounds += 1) > 3 ? 0.002 : 0.001)`)}`);
  const { peers } = await compared({ name: 'moments', work, ours: () => undefined }, [peer]);
  peer.close();
  expect(peers.other).toBe(6 / 0.002 / 1e9);
});

test('who is slow is asked less often, but for what has a budget', async () => {
  const slow = async (budget: { peer: string } | undefined) => {
    const peer = await started(`let round = 0; ${answering('console.log((round += 1))')}`);
    await compared({ name: 'moments', work, ours: () => undefined, ...(budget && { budget }) }, [peer]);
    const next = await peer.round(work);
    peer.close();
    return next;
  };
  // Once to warm up, once to be counted.
  expect(await slow(undefined)).toBe(3);
  // One and two seconds are more than two.
  expect(await slow({ peer: 'other' })).toBe(4);
});
