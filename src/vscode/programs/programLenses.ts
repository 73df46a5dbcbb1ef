import { CodeLens, type CodeLensProvider, type TextDocument } from 'vscode';
import type { ProgramOutline } from '../../session/index.js';
import type { ProgramCalls } from './programCalls.js';
import { rangeIn } from './programDocument.js';

/** Above more steps than this a line of its own for each hides the program. */
const mostSteps = 200;

/** Run to here, Debug, Open in Panel: over the steps of a program, and over the program. */
export class ProgramLenses implements CodeLensProvider {
  constructor(private readonly calls: ProgramCalls) {}

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    return lensesOf(document, await this.calls.outline(document.getText()));
  }
}

function lensesOf(document: TextDocument, { steps, ranges, isModel, problems }: ProgramOutline): CodeLens[] {
  if (problems.length > 0 || isModel) return [];
  const { uri } = document;
  const top = rangeIn(document, ranges.steps);
  const hasTests = ranges.findings !== undefined || steps.some(({ expects }) => expects.length > 0);
  const whole = [
    lens(top, '$(open-preview) Open in Panel', 'batchnorm.openInPanel', uri),
    lens(top, '$(debug-alt) Debug', 'batchnorm.debugProgram', uri),
    lens(top, hasTests ? '$(check) Check' : '$(check) Find Problems', 'batchnorm.checkProgram', uri),
  ];
  const ofSteps = steps.length > mostSteps ? [] : steps.map((step, index) => ({ ...step, index }));
  return [
    ...whole,
    ...ofSteps
      .filter(({ isSet }) => !isSet)
      .flatMap(({ range, index }) => {
        const at = rangeIn(document, range);
        return [
          lens(at, 'Run to Here', 'batchnorm.runToStep', uri, index),
          lens(at, 'Debug', 'batchnorm.debugProgram', uri, index),
        ];
      }),
  ];
}

function lens(range: CodeLens['range'], title: string, command: string, ...given: unknown[]): CodeLens {
  return new CodeLens(range, { title, command, arguments: given });
}
