import type { Action, PanelCommand } from '../../protocol/index.js';

/** Commands that change the session. */
export const actionCommands: Readonly<Record<string, Action>> = {
  'batchnorm.train': { kind: 'pass', mode: 'train' },
  'batchnorm.eval': { kind: 'pass', mode: 'eval' },
  'batchnorm.stepBack': { kind: 'stepBack' },
  'batchnorm.stepInto': { kind: 'stepInto' },
  'batchnorm.stepOut': { kind: 'stepOut' },
  'batchnorm.runAll': { kind: 'runAll' },
  'batchnorm.runToFinding': { kind: 'run', direction: 'forward', finding: 'info' },
  'batchnorm.runBackToFinding': { kind: 'run', direction: 'backward', finding: 'info' },
  'batchnorm.reset': { kind: 'reset' },
  'batchnorm.reload': { kind: 'reload' },
};

/** Commands that are the panel's own affair. */
export const panelCommands: Readonly<Record<string, PanelCommand>> = {
  'batchnorm.previousPass': 'previousPass',
  'batchnorm.nextPass': 'nextPass',
  'batchnorm.previousChannel': 'previousChannel',
  'batchnorm.nextChannel': 'nextChannel',
  'batchnorm.previousFinding': 'previousFinding',
  'batchnorm.nextFinding': 'nextFinding',
  'batchnorm.filterChannels': 'focusFilter',
  'batchnorm.clearBrush': 'clearBrush',
  'batchnorm.focusFindings': 'focusFindings',
  'batchnorm.showDebugger': 'showDebugger',
  'batchnorm.showGap': 'showGap',
  'batchnorm.showCompare': 'showCompare',
  'batchnorm.showCheck': 'showCheck',
  'batchnorm.showRepair': 'showRepair',
  'batchnorm.showGradients': 'showGradients',
  'batchnorm.showExperiments': 'showExperiments',
  'batchnorm.exportChart': 'exportChart',
  'batchnorm.showConventions': 'showConventions',
};
