import { pythonText } from './pythonText.js';

/** What a kernel's answer is called. */
export const answerMime = 'application/vnd.batchnorm+json';

/** One statement, which leaves no name behind, that shows what an expression is. */
export function kernelCode(expression: string): string {
  return `__import__('IPython').display.display({${pythonText(answerMime)}: {'value': str(${expression})}}, raw=True)`;
}
