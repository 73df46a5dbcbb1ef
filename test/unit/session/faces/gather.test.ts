import { describe, expect, test } from 'vitest';
import { gather } from '../../../../src/session/faces/gather.js';
import { passListOf } from '../../../../src/session/faces/passList.js';
import { findingsOf } from '../../../../src/session/findings/index.js';
import { longProgram } from '../views/folds/longProgram.js';

const LENGTH = 60;

describe('what was gathered while passes ran', () => {
  test('need not be looked at again when it is told', () => {
    const program = longProgram(LENGTH, 4);
    for (const passes of [20, 40, LENGTH - 1]) gather(program.at(passes));
    expect(program.looks()).toEqual(Array.from({ length: LENGTH - 1 }, (_, pass) => pass));
    const session = program.at(LENGTH);
    const found = findingsOf(session);
    const { typicalGap } = passListOf(session, found);
    expect(program.looks()).toEqual([LENGTH - 1]);

    const atOnce = longProgram(LENGTH, 4).at(LENGTH);
    expect(found).toEqual(findingsOf(atOnce));
    expect(typicalGap).toEqual(passListOf(atOnce, []).typicalGap);
  });

  test('looks at a pass once, however often it is called', () => {
    const program = longProgram(LENGTH, 4);
    gather(program.at(30));
    program.looks();
    gather(program.at(30));
    expect(program.looks()).toEqual([]);
    gather(program.at(31));
    expect(program.looks()).toEqual([30]);
  });
});
