import { expect, test } from 'vitest';
import { noFindingsText, placeText } from '../../../../../webview/views/model/modelText.js';
import { comparedText, outsideText, stateText } from '../../../../../webview/views/checkpoint/statesText.js';
import { findingFor } from '../model/modelFor.js';
import { stateFor, statesFor } from './statesFor.js';

const none = { ticks: new Uint16Array(0), below: null, above: null, nan: null, dead: 0, isAmplifying: false };

test('what lies beyond a strip is a channel and its value, or a count', () => {
  const states = statesFor([
    stateFor('a', { strip: { ...none, above: { count: 1, channel: 19, value: 298.2 } } }),
    stateFor('b', { strip: { ...none, above: { count: 3, channel: 19, value: 298.2 }, dead: 8 } }),
    stateFor('c', { strip: { ...none, nan: { count: 1, channel: 20, value: 0 } } }),
  ]);
  expect(outsideText(states, 0, 'above')).toBe('19: 298');
  expect(outsideText(states, 1, 'above')).toBe('3');
  expect(outsideText(states, 1, 'below')).toBe('8 dead');
  expect(outsideText(states, 2, 'nan')).toBe('20: NaN');
  expect(outsideText(states, 2, 'above')).toBeNull();
});

test('a row reads as a sentence', () => {
  const moved = { hasAffine: true, hasRunning: true, isAffineSame: true, isRunningSame: false, updates: null };
  const states = statesFor(
    [
      stateFor('bn1', { severity: 'error', moved: { ...moved, unknown: 'no batch was counted' } }),
      stateFor('bn2', { apart: 'only here' }),
      stateFor('bn3', { problem: 'it is a σ' }),
    ],
    { median: [0.31, 0.5, 0], mean: [-0.39, 0, 0], variance: [1.5, 1, 0] },
  );
  expect(stateText(states, 0)).toBe(
    'bn1, error, 4 channels, median scale 0.31, γ and β the same, mean −0.39 σ, variance ×\u00a01.50, updates unknown: no batch was counted',
  );
  expect(stateText(states, 1)).toBe('bn2, 4 channels, median scale 0.5, only here');
  expect(stateText(states, 2)).toBe('bn3, cannot be read: it is a σ');
});

test('which of two is the later is said in updates, or that nobody knows', () => {
  const compared = { title: 'a.pt', isLater: false, updates: 140, missing: [] };
  expect(comparedText(compared)).toBe('140 updates earlier');
  expect(comparedText({ ...compared, isLater: true, updates: 1 })).toBe('1 update later');
  expect(comparedText({ ...compared, updates: null })).toMatch(/^taken for the earlier/);
  expect(comparedText({ ...compared, problem: 'a.pt is gone' })).toBe('a.pt is gone');
});

test('a finding of a state has its channel for a place, and no step', () => {
  const states = statesFor([stateFor('bn1')]);
  expect(placeText(findingFor('bn1', { pass: -1, lastPass: -1, channel: 19 }), states)).toBe('bn1, channel 19');
  expect(placeText(findingFor('bn1', { pass: -1, lastPass: -1 }), states)).toBe('bn1');
  expect(noFindingsText(states)).toBe('No findings in 1 layer.');
});
