import type { Session } from '../../../../../src/session/run/session.js';
import type { PassRecord } from '../../../../../src/session/records/passRecord.js';
import { exampleSession, normalBatch } from '../exampleSession.js';

/** A session of many passes over a few batches, and which of its records were looked into. */
export interface LongProgram {
  /** The session when so many passes had run. */
  at(passes: number): Session;
  /** Passes that were looked into since the last call, in order. */
  looks(): number[];
}

const BATCHES = 5;

/** @param start another program that has the same layer and initial state, as after an edit that goes another way */
export function longProgram(length: number, channels: number, start?: LongProgram): LongProgram {
  const { session } = exampleSession(
    Array.from({ length }, (_, i) => ['train', normalBatch([4, channels], i % BATCHES, (channel) => channel)] as const),
  );
  const looked: number[] = [];
  const passes = session.passes.map((record, pass) => watched(record, () => looked.push(pass)));
  const initial = start?.at(0).initial ?? session.initial;
  const layer = start?.at(0).layer ?? session.layer;
  const ofLength = new Map<number, readonly PassRecord[]>();
  return {
    at(count) {
      const own = ofLength.get(count) ?? passes.slice(0, count);
      ofLength.set(count, own);
      return { ...session, layer, initial, passes: own, cursor: { pass: count, stage: null } };
    },
    looks: () => [...new Set(looked.splice(0))].sort((a, b) => a - b),
  };
}

/** Whoever looks into a pass reads the state after it. */
function watched(record: PassRecord, onLook: () => void): PassRecord {
  return new Proxy(record, {
    get(target, name, receiver) {
      if (name === 'after') onLook();
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}
