/**
 * The only axis behind the samples that has so many entries, where the usual one has not.
 * @param usual where a layer's convention has its channels; negative counts from the end
 */
export function axisWith(channels: number, shape: readonly number[], usual: number): number | undefined {
  if (shape.at(usual) === channels) return undefined;
  const axes = [...shape.keys()].filter((axis) => axis > 0 && shape[axis] === channels);
  return axes.length === 1 ? axes[0] : undefined;
}
