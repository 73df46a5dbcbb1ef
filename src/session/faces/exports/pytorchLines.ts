import type { LayerTensors } from './layerTensors.js';

/** Longer lists are no lines that anybody pastes. */
const mostListed = 1024;

/** Lines for Python that put the statistics into a module `bn`, nine digits each, which tell float32 apart. */
export function pytorchLines({ runningMean, runningVar, numBatchesTracked }: LayerTensors): string {
  if (!runningMean || !runningVar) return '';
  const count = `    'num_batches_tracked': torch.tensor(${numBatchesTracked}),\n`;
  const isLong = runningMean.length > mostListed;
  const values = (name: string, list: Float64Array) =>
    isLong
      ? `torch.from_numpy(np.load('${name}.npy'))`
      : `torch.tensor([${Array.from(list, pythonNumber).join(', ')}])`;
  return [
    isLong ? 'import numpy as np  # the files of "Statistics…"\nimport torch\n' : 'import torch\n',
    '# bn is the layer, an nn.BatchNorm; its weight and bias stay as they are\n',
    'bn.load_state_dict({\n',
    `    'running_mean': ${values('running_mean', runningMean)},\n`,
    `    'running_var': ${values('running_var', runningVar)},\n`,
    count,
    '}, strict=False)\n',
  ].join('');
}

function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return "float('nan')";
  if (!Number.isFinite(value)) return value > 0 ? "float('inf')" : "-float('inf')";
  return String(Number(value.toPrecision(9)));
}
