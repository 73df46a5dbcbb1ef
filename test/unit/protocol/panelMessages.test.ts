import { describe, expect, it } from 'vitest';
import { checkedCall, checkedMessage } from '../../../src/protocol/index.js';

describe('what a panel sends', () => {
  it.each([
    ['act', { kind: 'pass', mode: 'train' }],
    ['act', { kind: 'goTo', pass: null }],
    ['act', { kind: 'goTo', pass: 3, stage: 0 }],
    ['act', { kind: 'stepOut' }],
    ['act', { kind: 'set', pass: 2, values: { eps: 0.1, momentum: null, gamma: 'g.npy', numBatchesTracked: 3 } }],
    ['act', { kind: 'switchBranch', name: 'original' }],
    ['act', { kind: 'removeBranch', name: 'eps 0.1 at pass 3' }],
    ['act', { kind: 'configure', settings: { momentum: null, state: { gamma: null, beta: [1, 2], bias: 'b.npy' } } }],
    ['act', { kind: 'addBatches', uris: ['file:///a.npy', { file: 'file:///b.npz', member: 'x' }], replace: true }],
    ['host', { kind: 'openTensor', member: 'conv/x', channelAxis: -1 }],
    ['host', { kind: 'openWalkthrough' }],
    ['host', { kind: 'setRules', rules: { convention: 'keras', eps: 0, momentum: null } }],
    ['host', { kind: 'setRules', rules: null }],
    ['host', { kind: 'chooseFold', role: 'weight' }],
    ['host', { kind: 'export', request: { kind: 'script', channels: [0, 3] } }],
    [
      'host',
      {
        kind: 'export',
        request: { kind: 'npz', pass: 3, range: [0, 3], leavesOutOutliers: true, method: 'one-batch', momentum: null },
      },
    ],
    ['host', { kind: 'exportCharts', charts: [{ title: 'Overview', svg: '<svg/>', png: 'AAAA' }] }],
    ['host', { kind: 'learnMore', rule: 'non-finite-input' }],
    ['ready', { restored: false }],
    ['cancel', null],
    ['inputFocus', true],
    [
      'looks',
      { of: { revision: 3, shown: null, passes: 2 }, views: [{ name: 'numbers', request: { pass: 0, channel: 1 } }] },
    ],
  ] as const)('is taken as it is: %s %j', (method, message) => {
    expect(checkedMessage(method, message)).toEqual(message);
  });

  it.each([
    ['act', { kind: 'evil' }, /^act, kind/],
    ['act', { kind: 'pass', mode: 'both' }, /^act, mode/],
    ['act', { kind: 'goTo', pass: 1.5 }, /^act, pass/],
    ['act', { kind: 'goTo', pass: -1 }, /^act, pass/],
    ['act', { kind: 'goTo', pass: 1, stage: null }, /^act, stage/],
    ['act', { kind: 'set', pass: 1, values: { weight: [[1]] } }, /^act, values\.weight/],
    ['act', { kind: 'set', pass: 1, values: { gamma: null } }, /^act, values\.gamma/],
    ['act', { kind: 'set', pass: 1, values: { numBatchesTracked: -1 } }, /^act, values\.numBatchesTracked/],
    ['act', { kind: 'set', values: {} }, /^act, pass/],
    ['act', { kind: 'switchBranch' }, /^act, name/],
    ['act', { kind: 'split', batchSize: '3' }, /^act, batchSize/],
    ['act', { kind: 'addBatches', uris: [{ file: 5 }] }, /^act, uris\.0/],
    ['act', { kind: 'addBatches', uris: 'file:///a.npy' }, /^act, uris/],
    ['act', { kind: 'configure', settings: { shell: 'x' } }, /^act, settings\.shell/],
    ['act', { kind: 'undo', also: 1 }, /^act, also/],
    ['act', null, /^act: /],
    ['host', { kind: 'runLayer' }, /^host, layer/],
    ['host', { kind: 'setRules', rules: { momentum: 2 } }, /^host, rules\.momentum/],
    ['host', { kind: 'learnMore', rule: '../../../secret' }, /^host, rule/],
    ['host', { kind: 'command', id: 'workbench.action.terminal.new' }, /^host, kind/],
    ['host', { kind: 'export', request: { kind: 'npz', pass: 3 } }, /^host, request/],
    ['host', { kind: 'export', request: { kind: 'file', path: '/etc/passwd' } }, /^host, request\.kind/],
    ['host', { kind: 'exportCharts', charts: [{ title: 'x', svg: '', png: 'not base64!' }] }, /^host, charts\.0\.png/],
    ['host', { kind: 'chooseFold', role: 'gamma' }, /^host, role/],
    ['inputFocus', 'yes', /^inputFocus: /],
    [
      'looks',
      { of: { revision: 3, shown: 0, passes: 2 }, views: [{ name: 'evil', request: {} }] },
      /^looks, views\.0\.name/,
    ],
    [
      'looks',
      { of: { revision: 3, shown: 0, passes: 2 }, views: [{ name: 'numbers', request: { pass: 0, channel: -1 } }] },
      /^looks, views\.0\.request\.channel/,
    ],
    ['looks', { of: { revision: 3, shown: 0, passes: 2 }, views: Array(65).fill(null) }, /^looks, views/],
  ] as const)('is refused with its place: %s %j', (method, message, says) => {
    expect(() => checkedMessage(method, message)).toThrow(says);
  });

  it('asks for views that there are, with what they need', () => {
    const call = {
      name: 'slice',
      request: { pass: 0, rowAxis: null, columnAxis: 1, index: [0, 0], maxRows: 9, maxColumns: 9 },
    };
    expect(checkedCall(call)).toEqual(call);
    expect(() => checkedCall({ name: 'constructor', request: {} })).toThrow(/^view, name/);
    expect(() => checkedCall({ ...call, request: { ...call.request, maxRows: 1e9 } })).toThrow(/^view slice, maxRows/);
    expect(() => checkedCall({ name: 'table', request: { pass: NaN } })).toThrow(/^view table, pass/);
  });

  it('is quoted no further than anybody reads', () => {
    const long = 'x'.repeat(100_000);
    expect(() => checkedMessage('act', { kind: long })).toThrow(/^.{1,300}$/s);
  });
});
