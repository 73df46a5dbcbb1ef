/** A safetensors checkpoint with this header, as an object or as it is to be written, and `dataBytes` zeros. */
export function safetensorsFile(
  header: object | string | Uint8Array,
  dataBytes = 0,
  length?: number | bigint,
): Uint8Array<ArrayBuffer> {
  const text = typeof header === 'object' && !(header instanceof Uint8Array) ? JSON.stringify(header) : header;
  const written = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(8 + written.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? written.length), true);
  bytes.set(written, 8);
  return bytes;
}
