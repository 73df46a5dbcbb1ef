/** Input that BatchNorm cannot be computed on; the message names what was expected and what was found. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
