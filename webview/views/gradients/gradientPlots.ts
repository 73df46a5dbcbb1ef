import type { Gradients } from '../../../src/session/index.js';
import type { MatrixSpec } from '../../charts/heatmap/matrixSpec.js';
import type { PlotSpec } from '../../charts/plot/plotSpec.js';
import type { ValueColumn } from '../valueTable/index.js';

/** dx of a channel as two outlines on one axis: with the gradient through the statistics, and without. */
export function spreadPlot(
  { edges, dx, detached, mode }: Gradients,
  channel: number,
  yText: (share: number) => string,
): PlotSpec {
  const isEval = mode === 'eval';
  return {
    title: `dx of channel ${channel}`,
    xLabel: 'dL/dx',
    yLabel: 'share of values',
    yText,
    series: [
      {
        label: isEval ? 'eval' : 'through statistics',
        role: isEval ? 'running' : 'batch',
        mark: 'steps',
        x: edges,
        y: dx,
      },
      ...(isEval
        ? []
        : [{ label: 'constant', role: 'plain', mark: 'steps', dash: '3 2', x: edges, y: detached } as const]),
    ],
  };
}

const weightNorm = '‖dW‖';

/** dγ and dβ, or what a Linear has in their place, over the channels; the picture of dW says more than its norms. */
export function channelGradients(gradients: Gradients, channel: number): readonly PlotSpec[] {
  const role = gradients.mode === 'eval' ? 'running' : 'batch';
  const hasMatrix = weightGradient(gradients) !== null;
  const plotted = affineGradients(gradients).filter(({ name }) => !hasMatrix || name !== weightNorm);
  return plotted.map(({ name, of, values }) => ({
    title: name,
    xLabel: of,
    yLabel: `${name}, by ${of}`,
    isCounted: true,
    ...(of === 'channel' && { marker: channel }),
    series: [{ label: name, role, mark: 'dots', x: Float64Array.from(values, (_, index) => index), y: values }],
  }));
}

/** Larger matrices have cells too small to point at; the lengths of their columns stand for them. */
const largestMatrix = 96;

/** dW of a Linear, [outputs, channels]; null without a Linear, and where it is too large for a picture. */
export function weightGradient({ dLinear }: Gradients): MatrixSpec | null {
  if (!dLinear) return null;
  const rows = dLinear.bias.length;
  const columns = dLinear.weight.length / rows;
  if (rows > largestMatrix || columns > largestMatrix) return null;
  const limit = dLinear.weight.reduce(
    (most, value) => (Math.abs(value) < Infinity ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  const labels = { rowLabel: 'output', columnLabel: 'channel' };
  return {
    title: 'dW',
    what: 'gradient of the weights, outputs down',
    rows,
    columns,
    values: dLinear.weight,
    limit,
    ...labels,
  };
}

interface AffineGradient {
  readonly name: string;
  readonly of: 'channel' | 'output';
  readonly hint?: string;
  readonly values: Float64Array;
}

function affineGradients({ dGamma, dBeta, dLinear }: Gradients): readonly AffineGradient[] {
  if (dLinear) {
    return [
      {
        name: weightNorm,
        of: 'channel',
        hint: 'Length of the channel’s column of dW, the gradient of the Linear’s weights',
        values: dLinear.columnNorms,
      },
      { name: 'db', of: 'output', values: dLinear.bias },
    ];
  }
  return [
    ...(dGamma ? [{ name: 'dγ', of: 'channel', values: dGamma } as const] : []),
    ...(dBeta ? [{ name: 'dβ', of: 'channel', values: dBeta } as const] : []),
  ];
}

/** What the table says of every channel. */
export function gradientColumns(gradients: Gradients): readonly ValueColumn[] {
  const affine = affineGradients(gradients)
    .filter(({ of }) => of === 'channel')
    .map(({ name, values, hint = `Gradient ${name}` }) => ({ id: name, head: name, hint, values }));
  const detached =
    gradients.mode === 'eval'
      ? []
      : [
          {
            id: 'detached',
            head: 'σ, constant',
            hint: 'Standard deviation of dx with the statistics as constants',
            values: gradients.detachedSigma,
          },
        ];
  return [
    ...affine,
    ...detached,
    { id: 'dx', head: 'σ of dx', hint: 'Standard deviation of dx', values: gradients.dxSigma },
  ];
}
