import { pythonSource, pythonText } from './pythonText.js';

/** What a kernel's answer is called. */
export const tensorMime = 'application/vnd.batchnorm+json';
const mostBytes = 256 * 2 ** 20;

/** One statement that leaves no name behind. */
export function kernelCode(capture: Uint8Array, name: string): string {
  const source = pythonSource(capture);
  const fill = `exec(compile(${source}, '<batchnorm>', 'exec'), m.__dict__)`;
  const taken = `m.in_one_piece((${name}), ${mostBytes})`;
  const show = `__import__('IPython').display.display({${pythonText(tensorMime)}: ${taken}}, raw=True)`;
  return `(lambda m: (${fill}, ${show}) and None)(__import__('types').ModuleType('_batchnorm_capture'))`;
}
