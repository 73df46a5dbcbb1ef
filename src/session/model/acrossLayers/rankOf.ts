/** Several ranks are layers of one model whose names begin alike: `rank0/stem.1` is layer `stem.1` of `rank0`. */
export function rankOf(name: string): { readonly rank: string; readonly layer: string } {
  const [, rank = '', layer = name] = /^(rank\d+)[/.](.+)$/.exec(name) ?? [];
  return { rank, layer };
}
