import { it } from 'vitest';
import { forward, backward } from '../../../src/engine/index.js';
import { exactPass, minus, rounded, fractionOf } from './exactOracle.js';
import { layerOf, normals, stateOf, tensor } from './tensors.js';
it('measure', () => {
  for (const beta of [0, 0.25]) for (const [n, mean] of [[5,0],[5,1e6],[64,0],[96,0],[96,1e3],[96,1e6],[96,1e12],[1000,0],[1000,1e6],[5000,0.3]] as const) {
    let off = 0, all = 0, worstUlp = 0, worstRel = 0, dxRel = 0;
    for (let seed = 1; seed <= (n > 500 ? 2 : 10); seed++) {
      const layer = layerOf('textbook');
      const st = stateOf(layer, 1, { gamma: Float64Array.of(1.25), beta: Float64Array.of(beta) });
      const x = normals(n, seed, mean); const g = normals(n, seed + 100);
      const e = exactPass([...x], [...g], { eps: 1e-5, gamma: 1.25, beta, unbiased: false });
      const y = forward(tensor([n, 1], x), st, layer, 'train').output.values;
      const max = Math.max(...y.map(Math.abs));
      e.y.forEach((f, i) => {
        const r = rounded(f, 'float64');
        const d = Math.abs(rounded(minus(fractionOf(y[i]), f), 'float64'));
        const ulp = 2 ** (Math.floor(Math.log2(Math.abs(r))) - 52);
        all++; if (y[i] !== r) off++;
        worstUlp = Math.max(worstUlp, d / ulp); worstRel = Math.max(worstRel, d / max);
      });
      const { dx } = backward(tensor([n, 1], x), tensor([n, 1], g), st, layer, 'train');
      const m = Math.max(...dx.values.map(Math.abs));
      e.dx.forEach((f, i) => (dxRel = Math.max(dxRel, Math.abs(rounded(minus(fractionOf(dx.values[i]), f), 'float64')) / m)));
    }
    console.log(`N ${n} mean ${mean} beta ${beta}: misrounded ${(100 * off / all).toFixed(1)} %, worst ${worstUlp.toFixed(2)} ulp, of max ${(worstRel * 2 ** 53).toFixed(2)} u; dx ${(dxRel * 2 ** 53).toFixed(2)} u`);
  }
});
