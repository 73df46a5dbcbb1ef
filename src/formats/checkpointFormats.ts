import type { ArchiveFormat } from './archiveFormat.js';
import { loadReaders } from './loadReaders.js';
import { isSafetensors } from './safetensors/isSafetensors.js';
import { isShardIndex } from './shardIndex.js';
import { isTensorFlowJs } from './tensorFlowJs.js';
import { isTorchMagic } from './torchCheckpoint.js';

/** PyTorch's form before 1.6; the later one is a zip archive. */
export const torchLegacyFormat: ArchiveFormat = {
  recognizes: isTorchMagic,
  open: async (source, _head, options) => (await loadReaders()).openTorchLegacy(source, options),
};

const hdf5Magic = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** What h5py writes, and Keras with it: `.h5`, `.weights.h5`; the latter in a `.keras` archive, too. */
export const hdf5Format: ArchiveFormat = {
  recognizes: (head) => hdf5Magic.every((byte, at) => head[at] === byte),
  open: async (source, _head, options) => (await loadReaders()).openHdf5(source, options),
};

export const safetensorsFormat: ArchiveFormat = {
  recognizes: isSafetensors,
  open: async (source, head, options) => (await loadReaders()).openSafetensors(source, head, options),
};

const firstKey = /^\ufeff?\s*\{\s*(?<key>"(?:[^"\\]|\\.)*")\s*:/;

/** A JSON object of named arrays; one that begins as a tensor does is that. */
export const jsonArchiveFormat: ArchiveFormat = {
  recognizes: (head) => {
    const { key } = firstKey.exec(new TextDecoder('utf-8', { ignoreBOM: true }).decode(head))?.groups ?? {};
    if (!key || key.includes('\ufffd') || isTensorFlowJs(head) || isShardIndex(head)) return false;
    try {
      return !['shape', 'data', 'dtype'].includes(String(JSON.parse(key)));
    } catch {
      return false;
    }
  },
  open: async (source, head, options) => (await loadReaders()).openJsonArchive(source, head, options),
};
