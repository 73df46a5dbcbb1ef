/* global performance */
// The peers' side of test/bench/peer.ts: version first, then seconds for each line `operation shape dtype`, or `none`.
import { createInterface } from 'node:readline';

/** @param prepare makes input for (operation, shape, dtype): `{ run, release }`; it throws where it cannot do such work */
export async function answerRounds(version, prepare) {
  console.log(version);
  let prepared = { line: '', work: null };
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== prepared.line) {
      await prepared.work?.release();
      const [operation, shape, dtype] = line.split(' ');
      prepared = { line, work: await prepare(operation, shape.split(',').map(Number), dtype).catch(() => null) };
    }
    console.log((await secondsOf(prepared.work)) ?? 'none');
  }
}

async function secondsOf(work) {
  if (!work) return null;
  try {
    const start = performance.now();
    await work.run();
    return (performance.now() - start) / 1000;
  } catch {
    return null;
  }
}

/** Values of mean 0.3 and a spread of about 0.6; as float16 they are bits. */
export function randomValues(sizes, dtype) {
  const count = sizes.reduce((product, size) => product * size, 1);
  // Bits 0x3800 to 0x3bff are float16 from 0.5 to 1.
  if (dtype === 'float16') return Uint16Array.from({ length: count }, (_, i) => 0x3800 + ((i * 7919) % 1024));
  const values = new Float32Array(count);
  let seed = 1;
  for (let i = 0; i < count; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    values[i] = seed / 2 ** 31 - 0.7;
  }
  return values;
}
