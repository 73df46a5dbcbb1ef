const words = /^\s*\{[\s\S]{0,400}"(?:weightsManifest|modelTopology|layers-model|graph-model)"/;

/** Whether text is the `model.json` of TensorFlow.js, whose weights are in files beside it. */
export function isTensorFlowJs(head: Uint8Array): boolean {
  return words.test(new TextDecoder().decode(head));
}
