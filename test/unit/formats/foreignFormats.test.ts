import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusalOf.js';
import { pythonWith } from '../pythons.js';
import { ascii } from './npyFile.js';
import { zipFile } from './zipFile.js';

const latin1 = (text: string) => ascii(text);

describe('what is not read is called by its name, with the way to its numbers', () => {
  it.each([
    ['m.onnx', '\x08\x07\x12\x07pytorch\x1a\x051.13.0', 'an ONNX model', 'onnx.load'],
    ['weights.bin', '\x08\x08\x12\x07tf2onnx\x1a', 'an ONNX model', 'onnx.load'],
    ['m.onnx', '\x08\x03:\xff\x01', 'an ONNX model', 'initializer'],
    ['m.tflite', '\x1c\0\0\0TFL3\x14\0 \0', 'a TensorFlow Lite model', 'tf.lite.Interpreter'],
    ['group1-shard1of4.bin', '\0\0\x80\x3f\0\0\0\x40', 'part of a TensorFlow.js model', 'tensorflowjs_converter'],
    [
      'model.json',
      '{"format": "layers-model", "generatedBy": "keras v2"',
      'part of a TensorFlow.js model',
      'model.json',
    ],
    ['model.json', '{"modelTopology": {}, "weightsManifest": []}', 'part of a TensorFlow.js model', 'model.json'],
    [
      'model.ckpt-7.data-00000-of-00001',
      '\0\0\x80\x3f',
      'part of a checkpoint of TensorFlow',
      "load_checkpoint('model.ckpt-7')",
    ],
    [
      'model.weights.json',
      '{\n    "metadata": {\n        "total_size": 5368709120\n    },\n    "weight_map": {\n        "/layers/conv2d/vars": "model_00000.weights.h5",',
      'the index of a checkpoint in several files',
      "json.load(open('model.weights.json'",
    ],
    [
      'model.safetensors.index.json',
      '{"metadata": {"total_size": 9}, "weight_map": {"bn1.weight": "model-00001-of-00002.safetensors"}}',
      'the index of a checkpoint in several files',
      "['weight_map']",
    ],
    ['m.mat', 'MATLAB 7.3 MAT-file, Platform: GLNXA64, Created', 'a MATLAB file of version 7.3', 'h5py.File'],
    ['old.mat', '\0\0\0\0\x02\0\0\0\x03\0\0\0', 'a MATLAB file', 'loadmat'],
    ['m.mat', 'MATLAB 5.0 MAT-file, Platform', 'a MATLAB file', 'loadmat'],
    ['x.txt', '1.000000000000000000e+00 2.000000000000000000e+00\n', 'a table of numbers as text', 'np.loadtxt'],
    ['x.csv', '# a, b\n1,2\n3,4\n', 'a table of numbers as text', 'np.loadtxt'],
    ['x.txt', '1\n2\n', 'a table of numbers as text', 'np.loadtxt'],
    ['x.txt', 'nan -inf\n', 'a table of numbers as text', 'np.loadtxt'],
    ['old.pkl', "(dp0\nS'a'\np1\nI1\ns.", 'a Python pickle', 'allow_pickle=True'],
    ['old.pkl', 'cnumpy.core.multiarray\n_reconstruct\np0\n(', 'a Python pickle', 'allow_pickle=True'],
    ['one.pkl', '}q\0U\x01aq\x01K\x01s.', 'a Python pickle', 'allow_pickle=True'],
  ])('%s: %j', async (file, content, what, code) => {
    const refusal = await refusalOf(file, latin1(content));
    expect(refusal.message).toContain(`${file}: byte 0: this is ${what}`);
    expect(refusal.advice).toBeTruthy();
    expect(refusal.code).toContain(code);
  });

  it.each(['model.weights.npz', 'model.weights.json'])('weights of a .keras archive in %s', async (weights) => {
    const content = zipFile(['metadata.json', 'config.json', weights].map((name) => ({ name, content: latin1('{}') })));
    const { message, code, advice } = await refusalOf('m.keras', content);
    expect(message).toContain(`m.keras: ${weights}: this Keras model has its weights in ${weights}`);
    expect(advice).toContain('opens as a list of its layers');
    expect(code).toBe("import keras\nkeras.saving.load_model('m.keras').save_weights('m_converted.weights.h5')");
  });

  const python = pythonWith('pickle');
  it.skipIf(python === undefined).each([0, 1, 2, 3, 4, 5])(
    'a pickle as Python writes it, protocol %i',
    async (protocol) => {
      for (const value of ["{'weight': [1.5, 2.5]}", '[1, 2]', '(1, 2.5)', "{1: {'a': None}}", 'complex(1, 2)']) {
        const code = `import pickle, sys; sys.stdout.buffer.write(pickle.dumps(${value}, ${protocol}))`;
        const { stdout } = spawnSync(python ?? '', ['-c', code]);
        expect((await refusalOf('layer.pkl', new Uint8Array(stdout))).message).toContain('this is a Python pickle');
      }
    },
  );

  it('a lone number is JSON, and so is an array', async () => {
    await expect(refusalOf('x.txt', latin1(' -1.5E+3 \n'))).rejects.toThrow('was not refused');
    await expect(refusalOf('x.txt', latin1('[1, 2]'))).rejects.toThrow('was not refused');
  });
});
