/** Made by kernels.mjs from the AssemblyScript in `simd/`: the compiled module in base64, for either type of memory. */
declare module '*/simd/kernels.wasm' {
  export const unshared: string;
  export const shared: string;
}
