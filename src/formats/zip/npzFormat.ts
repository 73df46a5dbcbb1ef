import { memberName, type TensorArchive } from '../archive.js';
import type { ArchiveFormat } from '../archiveFormat.js';
import { partOf, type ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { noSuchMember } from '../noSuchMember.js';
import { npyFormat } from '../npy/npyFormat.js';
import { printable, quoted } from '../printable.js';
import type { OpenOptions, TensorFile } from '../tensorFile.js';
import { torchAdvice, torchCode } from '../torchCheckpoint.js';
import { inflatedSource } from './inflatedSource.js';
import { contentAt } from './memberHeader.js';
import { readZipDirectory, type ZipEntry } from './zipDirectory.js';

const suffix = '.npy';
const headBytes = 512;
/** What deflate can make of one byte. */
const greatestRatio = 1032;

/** NumPy's `.npz`: a zip archive of `.npy` files, whose names go without `.npy`, as in NumPy. */
export const npzFormat: ArchiveFormat = {
  recognizes: (head) => head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5),
  open: openNpz,
};

async function openNpz(source: ByteSource): Promise<TensorArchive> {
  const entries = await readZipDirectory(source);
  const arrays = entries.filter(({ name }) => name.endsWith(suffix));
  if (arrays.length === 0 && entries.length > 0) throw foreignZip(source, entries);
  const byName = new Map(arrays.map((entry) => [entry.name.slice(0, -suffix.length), entry]));
  const others = entries.length - arrays.length;
  return {
    name: source.name,
    kind: '.npz archive',
    members: Array.from(byName, ([name, { compressedSize }]) => ({ name, bytes: compressedSize })),
    metadata: {},
    warnings:
      others > 0 ? [`${printable(source.name, 200)}: ${others} of ${entries.length} files in it are no .npy`] : [],
    open: async (name, options) => {
      // NumPy takes names with and without .npy.
      const entry = byName.get(name) ?? arrays.find((array) => array.name === name);
      if (!entry) throw noSuchMember(source.name, name, [...byName.keys()]);
      return openMember(source, name, entry, options);
    },
  };
}

async function openMember(
  source: ByteSource,
  name: string,
  entry: ZipEntry,
  options?: OpenOptions,
): Promise<TensorFile> {
  const file = memberName(source.name, name);
  const compressed = partOf(source, file, await contentAt(source, file, entry), entry.compressedSize);
  const { method, size, compressedSize, crc } = entry;
  const refuse = (problem: string, expected: string, found: string) =>
    new FormatError({ file, place: `byte ${entry.headerAt}`, problem, expected, found, advice });
  const advice = 'Save the archive again with np.savez or np.savez_compressed.';

  if (entry.isEncrypted) throw refuse('it is encrypted', 'no password', 'a password');
  if (method !== 0 && method !== 8) {
    throw refuse('its compression is not read', 'stored (0) or deflated (8)', `method ${method}`);
  }
  if (method === 0 && size !== compressedSize) {
    throw refuse('its two sizes differ', `${compressedSize} bytes, being stored`, `${size} bytes`);
  }
  if (method === 8 && size > greatestRatio * compressedSize) {
    throw refuse('its size cannot be right', `at most ${greatestRatio * compressedSize} bytes`, `${size} bytes`);
  }
  const content = method === 0 ? compressed : inflatedSource(file, { compressed, size, crc });
  return npyFormat.open(content, await content.read(0, headBytes), options);
}

function foreignZip({ name: file }: ByteSource, entries: readonly ZipEntry[]): FormatError {
  const isTorch = entries.some(({ name }) => /(?:^|\/)data\.pkl$/.test(name));
  const first = entries.slice(0, 3).map(({ name }) => quoted(name));
  return new FormatError({
    file,
    place: 'byte 0',
    problem: isTorch ? 'this is a PyTorch checkpoint' : 'this is a zip archive without arrays',
    expected: 'an .npz archive, whose files end in .npy',
    found: `${entries.length} files, such as ${first.join(', ')}`,
    advice: isTorch ? torchAdvice : 'Unpack it, and open the tensor files in it.',
    ...(isTorch && { code: torchCode(file) }),
  });
}
