// onnxruntime as a peer (test/bench/peer.ts): `node onnxruntimePeer.mjs THREADS`.
// Its BatchNormalization evaluates only; training is the same operator on the batch's own mean and variance.
import ort from 'onnxruntime-node';
import { answerRounds, randomValues } from './answerRounds.mjs';
import { onnxModel } from './onnxModel.mjs';

const threads = Number(process.argv[2]);

function momentsNodes(rank) {
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
  const mean = (input, output, keepdims) => ({
    operator: 'ReduceMean',
    inputs: [input],
    outputs: [output],
    attributes: { axes, keepdims },
  });
  return [
    mean('x', 'kept', 1),
    mean('x', 'mean', 0),
    { operator: 'Sub', inputs: ['x', 'kept'], outputs: ['centred'] },
    { operator: 'Mul', inputs: ['centred', 'centred'], outputs: ['squares'] },
    mean('squares', 'var', 0),
  ];
}

const normalize = { operator: 'BatchNormalization', inputs: ['x', 'gamma', 'beta', 'mean', 'var'], outputs: ['y'] };

const graphs = {
  moments: (rank) => ({ nodes: momentsNodes(rank), inputs: ['x'], outputs: ['mean', 'var'] }),
  eval: () => ({ nodes: [normalize], inputs: normalize.inputs, outputs: ['y'] }),
  train: (rank) => ({ nodes: [...momentsNodes(rank), normalize], inputs: ['x', 'gamma', 'beta'], outputs: ['y'] }),
};

async function prepare(operation, shape, dtype) {
  const { nodes, inputs, outputs } = graphs[operation](shape.length);
  const shapeOf = (name) => (name === 'x' || name === 'y' ? shape : [shape[1]]);
  const shapes = (names) => Object.fromEntries(names.map((name) => [name, shapeOf(name)]));
  const model = onnxModel({ nodes, inputs: shapes(inputs), outputs: shapes(outputs), dtype });
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  // Outputs that were touched before are used again, as ours are.
  const tensors = (names, fill) =>
    Object.fromEntries(names.map((name) => [name, new ort.Tensor(dtype, fill(shapeOf(name)), shapeOf(name))]));
  const feeds = tensors(inputs, (sizes) => randomValues(sizes, dtype));
  const fetches = tensors(outputs, (sizes) => randomValues(sizes, dtype));
  return { run: () => session.run(feeds, fetches), release: () => session.release() };
}

await answerRounds(`onnxruntime ${ort.env.versions.node ?? ort.env.versions.common}`, prepare);
