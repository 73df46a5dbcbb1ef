import type { Value } from '../expressions/index.js';

/** Elements that are shown of an array. */
const mostShown = 6;

/** A value as text, its digits those that tell it from its neighbours: `0.1`, `true`, `[0.1, 0.2, …]`. */
export function valueText(value: Value): string {
  if (typeof value !== 'object') return String(value);
  const size = value.shape.reduce((product, length) => product * length, 1);
  const shown = Array.from({ length: Math.min(size, mostShown) }, (_, index) => elementText(value, index));
  return `[${shown.join(', ')}${size > mostShown ? ', …' : ''}]`;
}

/** `number`, `boolean [3]`, `number [8, 3, 4]` */
export function typeText(value: Value): string {
  if (typeof value !== 'object') return typeof value;
  return `${value.element} [${value.shape.join(', ')}]`;
}

function elementText({ element, at }: Exclude<Value, number | boolean>, index: number): string {
  const value = at(index);
  return element === 'boolean' ? String(value !== 0) : String(value);
}
