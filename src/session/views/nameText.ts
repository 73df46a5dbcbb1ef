import { printable } from '../../formats/index.js';

const longestName = 300;

/** File names are anything: markup, controls, text that turns around what stands beside it. */
export function nameText(name: string): string {
  return printable(name, longestName);
}
