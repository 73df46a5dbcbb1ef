/** Numbers or truths in C order. Elements are computed when they are asked for: what nobody looks at costs nothing. */
export interface ArrayValue {
  readonly element: 'number' | 'boolean';
  readonly shape: readonly number[];
  /** The element at a place of the flattened array, from 0; a truth as 0 or 1. */
  readonly at: (index: number) => number;
}

export type Value = number | boolean | ArrayValue;

/** What the names of an expression stand for, at one pass. */
export interface Environment {
  /** The value of a name of the list that was compiled with; undefined where it has none here. Asked when it is needed. */
  readonly lookup: (name: string) => Value | undefined;
}

/** Values that are held, such as a statistic of every channel; [length] without a shape. They are not copied. */
export function arrayOf(
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
  element: ArrayValue['element'] = 'number',
): ArrayValue {
  return { element, shape, at: (index) => values[index] };
}

/** An array while it is computed with: which element it has is known before. */
export type Elements = Pick<ArrayValue, 'shape' | 'at'>;
/** Truths are 0 and 1 while they are computed with. */
export type Operand = number | Elements;

export function operandOf(value: Value): Operand {
  return typeof value === 'boolean' ? Number(value) : value;
}

export function valueOf(operand: Operand, element: ArrayValue['element']): Value {
  if (typeof operand === 'number') return element === 'boolean' ? operand !== 0 : operand;
  return { element, shape: operand.shape, at: operand.at };
}

/** How many elements; 1 of a number. */
export function sizeOf(operand: Operand): number {
  return typeof operand === 'number' ? 1 : operand.shape.reduce((size, length) => size * length, 1);
}
