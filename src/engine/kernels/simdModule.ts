import { binary, shared } from './simd/kernels.wasm';

/** What `simd/index.ts` exports. Addresses and strides are bytes, `size` is that of an element: 4 or 8. */
export interface SimdExports {
  sumRows(size: number, at: number, rows: number, stride: number, groups: number, length: number, params: number): void;
  scale(
    size: number,
    x: number,
    y: number,
    rows: number,
    xStride: number,
    yStride: number,
    groups: number,
    length: number,
    params: number,
  ): void;
  crossSums(
    size: number,
    g: number,
    x: number,
    rows: number,
    gStride: number,
    xStride: number,
    groups: number,
    length: number,
    params: number,
  ): void;
  gradient(
    size: number,
    g: number,
    x: number,
    dx: number,
    rows: number,
    gStride: number,
    xStride: number,
    dxStride: number,
    groups: number,
    length: number,
    params: number,
    hasShifts: 0 | 1,
  ): void;
  count(
    size: number,
    at: number,
    length: number,
    series: number,
    edges: number,
    bins: number,
    width: number,
    first: number,
    counts: number,
  ): void;
  widenFloat16(from: number, to: number, length: number): void;
  widenBfloat16(from: number, to: number, length: number): void;
}

const modules = new Map<boolean, WebAssembly.Module>();

/** @throws where this platform has no SIMD, or a content security policy forbids to compile */
export function instantiate(memory: WebAssembly.Memory): SimdExports {
  const isShared = !(memory.buffer instanceof ArrayBuffer);
  let module = modules.get(isShared);
  if (!module) {
    const bytes = Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
    if (isShared) bytes[shared.at] = shared.byte;
    module = new WebAssembly.Module(bytes);
    modules.set(isShared, module);
  }
  // The type of what was compiled from simd/index.ts.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as SimdExports;
}
