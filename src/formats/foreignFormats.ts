import type { ByteSource } from './byteSource.js';
import type { FormatError } from './formatError.js';
import { refuseBytes, saveCode } from './refuseBytes.js';
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
    what: 'a Python pickle, or a checkpoint of an old PyTorch',
    matches: (head) => head[0] === 0x80 && head[1] >= 2 && head[1] <= 5,
    advice: 'Unpickling runs code from the file, so it is not read here. Load it in Python, and save the array:',
    code: (file) => saveCode(file),
  },
  {
    what: 'an HDF5 file, such as Keras and MATLAB 7.3 write',
    matches: startsWith('\x89HDF\r\n\x1a\n'),
    advice: 'Save the data set you want by itself:',
    code: (file) => `np.save('x.npy', h5py.File('${file}')['name'][()])`,
  },
  {
    what: 'compressed with gzip',
    matches: (head) => head[0] === 0x1f && head[1] === 0x8b,
    advice: 'Unpack it first:',
    code: (file) => `gunzip '${file}'`,
  },
  {
    what: 'compressed with zstd',
    matches: startsWith('\x28\xb5\x2f\xfd'),
    advice: 'Unpack it first:',
    code: (file) => `zstd -d '${file}'`,
  },
  {
    what: 'a MATLAB file',
    matches: startsWith('MATLAB 5.0 MAT-file'),
    advice: 'Save the variable you want by itself:',
    code: (file) => `np.save('x.npy', scipy.io.loadmat('${file}')['name'])`,
  },
  {
    what: 'a Parquet file',
    matches: startsWith('PAR1'),
    advice: 'Save its numbers as an array:',
    code: (file) => `np.save('x.npy', pd.read_parquet('${file}').to_numpy())`,
  },
  {
    what: 'an image',
    matches: (head) => startsWith('\x89PNG')(head) || startsWith('\xff\xd8\xff')(head) || startsWith('GIF8')(head),
    advice: 'Save its pixels as an array, batch and channel first:',
    code: (file) => `np.save('x.npy', np.asarray(Image.open('${file}')).transpose(2, 0, 1)[None])`,
  },
  {
    what: 'text in UTF-16',
    matches: (head) => startsWith('\xff\xfe')(head) || startsWith('\xfe\xff')(head),
    advice: 'Windows PowerShell writes this when output is redirected. Save it again with encoding UTF-8.',
    code: (file) => `json.dump(x.tolist(), open('${file}', 'w'))`,
  },
];

/** Files that are recognized in order to say what they are, and how to get a tensor out of them. */
export const foreignFormats: readonly TensorFormat[] = kinds.map((kind) => ({
  recognizes: (head) => kind.matches(head),
  open: (source, head) => Promise.reject(refusal(source, head, kind)),
}));

function refusal(source: ByteSource, head: Uint8Array<ArrayBuffer>, { what, advice, code }: ForeignKind): FormatError {
  const expected = 'a .npy file, an .npz archive, a safetensors checkpoint, or JSON';
  const found = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const file = source.name.replace(/[^\w .()-]/g, '_');
  return refuseBytes({ file: source.name, bytes: head }, 0, Math.min(8, head.length), {
    place: 'byte 0',
    problem: `this is ${what}`,
    expected,
    found,
    advice,
    code: code(file),
  });
}

function startsWith(magic: string): (head: Uint8Array) => boolean {
  return (head) => Array.from(magic).every((character, i) => head[i] === character.charCodeAt(0));
}
