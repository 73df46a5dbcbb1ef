import type { ByteSource } from './byteSource.js';
import type { FormatError } from './formatError.js';
import { printable } from './printable.js';
import { outputFor, pythonString } from './pythonCode.js';
import { refuseBytes } from './refuseBytes.js';
import { isShardIndex } from './shardIndex.js';
import { isTensorFlowJs } from './tensorFlowJs.js';
import type { TensorFormat } from './tensorFormat.js';

/** A kind of file that people have their tensors in, and that cannot be opened as one tensor. */
interface ForeignKind {
  /** `a PyTorch checkpoint` */
  readonly what: string;
  readonly matches: (head: Uint8Array, name: string) => boolean;
  readonly advice: string;
  /** Python that writes one tensor of `file` as `.npy`. */
  readonly code: (file: string) => string;
}

const kinds: readonly ForeignKind[] = [
  {
    what: 'a Python pickle',
    matches: (head) => (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) || oldPickle.test(latin1(head)),
    advice:
      'Unpickling runs code from the file, so it is not read here. If you trust it and it holds an array, save that:',
    code: (file) => lines(`x = np.load(${pythonString(file)}, allow_pickle=True)`, saveAs(file, 'np.asarray(x)')),
  },
  {
    what: 'an ONNX model',
    // A protocol buffer that begins with the version of ONNX, and then, as a rule, names who wrote it.
    matches: (head, name) => (/\.onnx$/i.test(name) && head[0] === 8) || isOnnx(head),
    advice: 'Save its initializers, the parameters and running values of its layers among them, as an archive:',
    code: (file) =>
      [
        'import numpy as np',
        'import onnx',
        'from onnx import numpy_helper',
        `x = onnx.load(${pythonString(file)}).graph.initializer`,
        `np.savez(${outputFor(file, '.npz')}, **{item.name: numpy_helper.to_array(item) for item in x})`,
      ].join('\n'),
  },
  {
    what: 'a TensorFlow Lite model',
    matches: (head) => startsWith('TFL3')(head.subarray(4)),
    advice:
      'Converting folds BatchNorm layers into others: save the layer from the Keras model. For what is left of it:',
    code: (file) =>
      [
        'import numpy as np',
        'import tensorflow as tf',
        `x = tf.lite.Interpreter(${pythonString(file)}, experimental_preserve_all_tensors=True)`,
        'x.allocate_tensors()',
        "x = {f\"{item['index']}_{item['name']}\": x.tensor(item['index'])() for item in x.get_tensor_details()}",
        `np.savez(${outputFor(file, '.npz')}, **x)`,
      ].join('\n'),
  },
  {
    what: 'part of a TensorFlow.js model',
    // Its weights are bare numbers: what they are stands in model.json.
    matches: (head, name) => /(?:^|[/\\])group\d+-shard\d+of\d+(?:\.bin)?$/i.test(name) || isTensorFlowJs(head),
    advice: 'Convert it to a file of Keras, which opens as a list of its layers:',
    code: () =>
      'tensorflowjs_converter --input_format=tfjs_layers_model --output_format=keras model.json model_converted.h5',
  },
  {
    what: 'the index of a checkpoint in several files',
    matches: isShardIndex,
    advice: 'Its tensors are in the files that it names, beside it: open one of those. They are:',
    code: (file) =>
      [
        'import json',
        `x = json.load(open(${pythonString(file)}, encoding='utf-8'))['weight_map']`,
        "print(*sorted({str(name) for name in x.values()}), sep='\\n')",
      ].join('\n'),
  },
  {
    what: 'part of a checkpoint of TensorFlow',
    matches: (_head, name) => /\.(?:data-\d{5}-of-\d{5}|index)$/i.test(name),
    advice: 'Save its variables as an archive:',
    code: (file) => {
      const prefix = file.replace(/\.(?:data-\d{5}-of-\d{5}|index)$/i, '');
      return [
        'import numpy as np',
        'import tensorflow as tf',
        `x = tf.train.load_checkpoint(${pythonString(prefix)})`,
        'x = {name: x.get_tensor(name) for name in x.get_variable_to_shape_map()}',
        `np.savez(${outputFor(`${prefix}.ckpt`, '.npz')}, **x)`,
      ].join('\n');
    },
  },
  {
    what: 'compressed with gzip',
    matches: (head) => head[0] === 0x1f && head[1] === 0x8b,
    advice: 'Unpack it first:',
    code: (file) =>
      [
        'import gzip, shutil',
        `shutil.copyfileobj(gzip.open(${pythonString(file)}), open(${unpacked(file, /\.gz$/i)}, 'xb'))`,
      ].join('\n'),
  },
  {
    what: 'compressed with zstd',
    matches: startsWith('\x28\xb5\x2f\xfd'),
    advice: 'Unpack it first:',
    code: (file) => `zstd -d -- ${shellString(file)} -o ${shellString(`${file.replace(/\.zst$/i, '')}.unpacked`)}`,
  },
  {
    what: 'a MATLAB file of version 7.3',
    // HDF5 behind 512 bytes of text, with the axes of each array the other way round.
    matches: startsWith('MATLAB 7.3 MAT-file'),
    advice: 'Save its variables as an archive:',
    code: (file) =>
      [
        'import h5py',
        'import numpy as np',
        `x = h5py.File(${pythonString(file)})`,
        `np.savez(${outputFor(file, '.npz')}, **{name: item[()].T for name, item in x.items() if isinstance(item, h5py.Dataset)})`,
      ].join('\n'),
  },
  {
    what: 'a MATLAB file',
    // Before version 5 they begin with numbers only.
    matches: (head, name) => startsWith('MATLAB 5.0 MAT-file')(head) || /\.mat$/i.test(name),
    advice: 'Save its variables as an archive:',
    code: (file) =>
      [
        'import numpy as np',
        'import scipy.io',
        `x = scipy.io.loadmat(${pythonString(file)})`,
        `np.savez(${outputFor(file, '.npz')}, **{name: item for name, item in x.items() if isinstance(item, np.ndarray)})`,
      ].join('\n'),
  },
  {
    what: 'a Parquet file',
    matches: startsWith('PAR1'),
    advice: 'Save its numbers as an array:',
    code: (file) =>
      lines('import pandas as pd', saveAs(file, `pd.read_parquet(${pythonString(file)}).to_numpy(dtype=np.float64)`)),
  },
  {
    what: 'an image',
    matches: (head) => startsWith('\x89PNG')(head) || startsWith('\xff\xd8\xff')(head) || startsWith('GIF8')(head),
    advice: 'Save its pixels as an array, batch and channel first:',
    code: (file) =>
      lines(
        'from PIL import Image',
        `x = np.asarray(Image.open(${pythonString(file)}).convert('RGB'))`,
        saveAs(file, 'x.transpose(2, 0, 1)[None]'),
      ),
  },
  {
    what: 'a table of numbers as text, such as np.savetxt writes',
    matches: (head) => table.test(latin1(head)),
    advice: 'Save it as an array:',
    code: (file) =>
      lines(
        `text = open(${pythonString(file)}, encoding='utf-8').read()`,
        "mark = next((one for one in ',;' if one in text), None)",
        saveAs(file, 'np.loadtxt(text.splitlines(), delimiter=mark)'),
      ),
  },
  {
    what: 'text in UTF-16',
    matches: (head) => startsWith('\xff\xfe')(head) || startsWith('\xfe\xff')(head),
    advice: 'Windows PowerShell writes this when output is redirected. Write it in UTF-8:',
    code: (file) =>
      [
        `x = open(${pythonString(file)}, encoding='utf-16').read()`,
        `open(${outputFor(file, '.json')}, 'x', encoding='utf-8').write(x)`,
      ].join('\n'),
  },
];

/** The first opcodes of protocols 0 and 1: a list, a dict, a tuple or an object, with what is remembered of it. */
const oldPickle =
  /^(?:\((?:dp|lp|tp|d|l)\d*\n|\((?:[IFL][-+\d.einfaL]+\n|[VS][^\n]*\n|K[^](?=[KGJMXU(tl])|G[^]{8}|[XU][^]{1,4}\w)|[\]}]q\0|\(c?[\w.]+\n\w+\n|c[a-z_][\w.]*\n\w+\n|\(i[a-z_][\w.]*\n\w+\n)/;
/** Two numbers with something between them that is no JSON, perhaps after comments. */
const table =
  /^(?:\s*#[^\n]*\n)*\s*[-+]?(?:\d[\d.]*(?:e[-+]?\d+)?|nan|inf)[ \t]*(?:[ \t,;]|\r?\n)\s*[-+]?(?:\d|nan|inf)/i;

/** Version of ONNX up to 20, and then the name of a producer. */
function isOnnx(head: Uint8Array): boolean {
  const [first, version, second, length] = head;
  const isName = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return (
    first === 8 &&
    version >= 1 &&
    version <= 20 &&
    second === 0x12 &&
    isName(head.subarray(4, 4 + Math.min(length, 64)))
  );
}

function latin1(head: Uint8Array): string {
  return String.fromCharCode(...head);
}

function lines(...code: readonly string[]): string {
  return ['import numpy as np', ...code].join('\n');
}

function saveAs(file: string, expression: string): string {
  return `np.save(${outputFor(file)}, ${expression})`;
}

/** The name without its ending, or with another where it has none. */
function unpacked(file: string, ending: RegExp): string {
  return pythonString(ending.test(file) ? file.replace(ending, '') : `${file}.unpacked`);
}

/** A word of a POSIX shell; where characters would not be seen, one of bash and zsh that spells them. */
function shellString(text: string): string {
  if (printable(text, Infinity) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = Array.from(text.replace(/['\\]/g, '\\$&'), (character) => {
    if (printable(character) === character) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `$'${escaped.join('')}'`;
}

/** Files that are recognized in order to say what they are, and how to get a tensor out of them. */
export const foreignFormats: readonly TensorFormat[] = kinds.map((kind) => ({
  recognizes: (head, name) => kind.matches(head, name),
  open: (source, head) => Promise.reject(refusal(source, head, kind)),
}));

function refusal(source: ByteSource, head: Uint8Array<ArrayBuffer>, { what, advice, code }: ForeignKind): FormatError {
  const expected = 'a .npy file, an .npz archive, a checkpoint of PyTorch, Keras or safetensors, or JSON';
  const found = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return refuseBytes({ file: source.name, bytes: head }, 0, Math.min(8, head.length), {
    place: 'byte 0',
    problem: `this is ${what}`,
    expected,
    found,
    advice,
    code: code(source.name),
  });
}

function startsWith(magic: string): (head: Uint8Array) => boolean {
  return (head) => Array.from(magic).every((character, i) => head[i] === character.charCodeAt(0));
}
