import type { ByteSource } from './byteSource.js';
import type { FormatError } from './formatError.js';
import { printable } from './printable.js';
import { outputFor, pythonString } from './pythonCode.js';
import { refuseBytes } from './refuseBytes.js';
import type { TensorFormat } from './tensorFormat.js';

/** A kind of file that people have their tensors in, and that cannot be opened as one tensor. */
interface ForeignKind {
  /** `a PyTorch checkpoint` */
  readonly what: string;
  readonly matches: (head: Uint8Array) => boolean;
  readonly advice: string;
  /** Python that writes one tensor of `file` as `.npy`. */
  readonly code: (file: string) => string;
}

const kinds: readonly ForeignKind[] = [
  {
    what: 'a Python pickle',
    matches: (head) => head[0] === 0x80 && head[1] >= 2 && head[1] <= 5,
    advice:
      'Unpickling runs code from the file, so it is not read here. If you trust it and it holds an array, save that:',
    code: (file) => lines(`x = np.load(${pythonString(file)}, allow_pickle=True)`, saveAs(file, 'np.asarray(x)')),
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
    what: 'a MATLAB file',
    matches: startsWith('MATLAB 5.0 MAT-file'),
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
  recognizes: (head) => kind.matches(head),
  open: (source, head) => Promise.reject(refusal(source, head, kind)),
}));

function refusal(source: ByteSource, head: Uint8Array<ArrayBuffer>, { what, advice, code }: ForeignKind): FormatError {
  const expected = 'a .npy file, an .npz archive, a safetensors checkpoint, or JSON';
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
