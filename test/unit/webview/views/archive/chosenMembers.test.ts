import { describe, expect, test } from 'vitest';
import type { MemberView } from '../../../../../src/protocol/index.js';
import { archiveRows } from '../../../../../webview/views/archive/archiveRows.js';
import { chosenMembers } from '../../../../../webview/views/archive/chosenMembers.js';
import { rowChoice } from '../../../../../webview/views/archive/rowChoice.js';

const member = (name: string, shape?: readonly number[], more: Partial<MemberView> = {}): MemberView => ({
  name,
  label: name,
  bytes: 4,
  ...(shape && { shape }),
  ...more,
});
const members = [
  member('acts/0', [4, 3, 5]),
  member('acts/1', [4, 3, 7]),
  member('acts/10', [2, 8, 5]),
  member('acts/last', [4, 5, 3]),
  member('bn.weight', [3]),
  member('unread'),
  member('z', [4, 3], { parts: ['real', 'imaginary'] }),
];
const names = (of: readonly MemberView[]) => of.map(({ name }) => name);

describe('tensors that are chosen to run', () => {
  test('fit where they have as many channels as most; what does not is named, with why', () => {
    const chosen = chosenMembers({ members }, ['acts/10', 'acts/1', 'acts/0', 'bn.weight', 'z', 'gone'], undefined);
    expect(names(chosen.all)).toEqual(['acts/0', 'acts/1', 'acts/10']);
    expect(names(chosen.fitting)).toEqual(['acts/0', 'acts/1']);
    expect(chosen.leftOut).toBe('Left out, since the others have 3 channels: acts/10 [2, 8, 5] has 8 on axis 1.');
  });

  test('fit where they have the channels of the layer, on the one axis that the first of them has them on', () => {
    const layer = { label: 'bn', channels: 3 };
    expect(names(chosenMembers({ members }, ['acts/0', 'acts/last'], layer).fitting)).toEqual(['acts/0']);
    const last = chosenMembers({ members }, ['acts/10', 'acts/last'], layer);
    expect([names(last.fitting), last.leftOut]).toEqual([
      ['acts/last'],
      'Left out, since bn has 3 channels: acts/10 [2, 8, 5] has 5 on axis 2.',
    ]);
    const none = chosenMembers({ members }, ['acts/10'], layer);
    expect([none.fitting, none.leftOut]).toEqual([
      [],
      'Left out, since bn has 3 channels: acts/10 [2, 8, 5] has 8 on axis 1.',
    ]);
  });

  test('have their channels where the settings say', () => {
    const { leftOut } = chosenMembers({ members, channelAxis: -1 }, ['acts/0', 'acts/1', 'acts/10'], undefined);
    expect(leftOut).toBe('Left out, since the others have 5 channels: acts/1 [4, 3, 7] has 7 on axis 2.');
  });

  test('run where nothing is known of their shapes', () => {
    expect(names(chosenMembers({ members }, ['unread', 'acts/0'], undefined).fitting)).toEqual(['acts/0', 'unread']);
  });
});

describe('rows that are chosen', () => {
  const rows = archiveRows(members, '', []);
  const row = (label: string) => {
    const found = rows.find((one) => one.label === label);
    if (!found) throw new Error(`no row ${label}`);
    return found;
  };
  const choice = () => rowChoice(rows, members);

  test('stand for a group’s tensors, also while it is closed; parameters and parts of items are none', () => {
    const closed = archiveRows(members, '', ['acts/']);
    expect(rowChoice(closed, members).toggled(closed[0], [])).toEqual(['acts/0', 'acts/1', 'acts/10', 'acts/last']);
    expect([row('acts/'), row('bn.weight'), row('z')].map((one) => choice().stateOf(one, new Set(['acts/0'])))).toEqual(
      ['some', null, null],
    );
    expect(choice().all()).toEqual(['acts/0', 'acts/1', 'acts/10', 'acts/last', 'unread']);
  });

  test('are chosen and left one by one; a group of which some are chosen becomes whole first', () => {
    const one = choice().toggled(row('1'), ['acts/0']);
    expect(one).toEqual(['acts/0', 'acts/1']);
    expect(choice().toggled(row('acts/'), one)).toHaveLength(4);
    expect(choice().toggled(row('1'), one)).toEqual(['acts/0']);
  });

  test('are a range from where the last was chosen, which shrinks again; what was chosen beside it stays', () => {
    const own = choice();
    const begun = own.toggled(row('0'), ['unread']);
    const more = own.extended(row('0'), row('10'), begun);
    expect(more).toEqual(['unread', 'acts/0', 'acts/1', 'acts/10']);
    expect(own.extended(row('10'), row('1'), more)).toEqual(['unread', 'acts/0', 'acts/1']);
  });

  test('are a range from the row with the focus where none was chosen, upwards too', () => {
    expect(choice().extended(row('10'), row('1'), [])).toEqual(['acts/1', 'acts/10']);
  });
});
