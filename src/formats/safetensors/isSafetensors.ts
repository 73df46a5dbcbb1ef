/** Where the header's text begins: behind its length. */
export const headerAt = 8;
export const openingBrace = 0x7b;

/** Whether a file is one of safetensors, by its name or its first bytes. */
export function isSafetensors(head: Uint8Array, name: string, size: number): boolean {
  if (name.toLowerCase().endsWith('.safetensors')) return true;
  return head.length > headerAt && head[headerAt] === openingBrace && headerLength(head) <= size;
}

/** As the first eight bytes say; exact up to 2^53, and far beyond every limit there. */
export function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
}
