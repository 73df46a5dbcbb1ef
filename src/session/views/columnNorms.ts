/** Length of every column of [rows, columns]. */
export function columnNorms(values: Float64Array, columns: number): Float64Array {
  const squares = new Float64Array(columns);
  values.forEach((value, index) => {
    squares[index % columns] += value * value;
  });
  return squares.map(Math.sqrt);
}
