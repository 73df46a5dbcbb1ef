/** Bytes of a `.npy` with this header, right or wrong, and `dataBytes` zeros. */
export function npyFile(
  header: string,
  { dataBytes = 0, version = 1 }: { dataBytes?: number; version?: 1 | 2 | 3 } = {},
): Uint8Array<ArrayBuffer> {
  const text = ascii(header);
  const headerAt = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(headerAt + text.length + dataBytes);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, headerAt);
  return bytes;
}

/** As `np.save` writes it. */
export function npyHeader(descr: string, shape: string, order = 'False'): string {
  const dict = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
  return `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
}

/** One byte a character. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
