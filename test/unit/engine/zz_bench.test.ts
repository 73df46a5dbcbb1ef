import { it } from 'vitest';
import { forward, computeMoments, layoutOf } from '../../../src/engine/index.js';
import { layerOf, stateOf } from './tensors.js';
it('bench', () => {
  const layer = layerOf('pytorch');
  for (const [dtype, shape] of [['float64', [96, 4096]], ['float64', [128, 4096]], ['float64', [256, 1024]], ['float64', [8192, 128]], ['float64', [32, 64, 28, 28]], ['float32', [256, 1024]], ['float32', [32,64,28,28]], ['float32', [8, 65536]], ['float64', [8, 65536]]] as const) {
    const size = shape.reduce((a: number, b) => a * b, 1);
    const values = dtype === 'float64' ? new Float64Array(size) : new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = Math.sin(i * 12.9898) * 3 + 1;
    const x = { shape, dtype, values };
    const layout = layoutOf(shape, layer);
    const st = stateOf(layer, shape[1]);
    const time = (f: () => unknown) => { let best = Infinity; for (let k = 0; k < 25; k++) { const t = performance.now(); f(); best = Math.min(best, performance.now() - t); } return best; };
    console.log(`B ${dtype} ${shape.join('x')}: moments ${(time(() => computeMoments(values, layout)) / size * 1e6).toFixed(2)} ns, forward ${(time(() => forward(x, st, layer, 'train')) / size * 1e6).toFixed(2)} ns`);
  }
});
