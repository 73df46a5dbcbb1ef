const start = /^\ufeff?\s*\{\s*(?:"metadata"\s*:\s*\{[^{}]*\}\s*,\s*)?"weight_map"\s*:\s*\{/;

/**
 * Whether text says in which of several files each tensor of a checkpoint is: `model.weights.json` of Keras,
 * `model.safetensors.index.json` and `pytorch_model.bin.index.json` of Hugging Face.
 */
export function isShardIndex(head: Uint8Array): boolean {
  return start.test(new TextDecoder('utf-8', { ignoreBOM: true }).decode(head));
}
