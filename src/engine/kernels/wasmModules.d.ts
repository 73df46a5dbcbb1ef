/** Made by kernels.mjs from the AssemblyScript in `simd/`. */
declare module '*/simd/kernels.wasm' {
  /** In base64; it imports a memory that one thread has. */
  export const binary: string;
  /** The byte that is another where it imports a memory that threads share. */
  export const shared: { readonly at: number; readonly byte: number };
}
