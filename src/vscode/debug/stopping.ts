import type { Failure } from '../../protocol/index.js';
import type { DebugFrame, DebugStop } from '../../session/index.js';

/** Reasons of the protocol where nothing in particular stopped it. */
export type Stopping = 'entry' | 'step' | 'goto';

/** A stop in the protocol's words, and in words for people where those say less. */
export function reasonOf(
  stop: DebugStop | null,
  otherwise: Stopping,
): { readonly reason: string; readonly description?: string } {
  switch (stop?.reason) {
    case undefined:
      return { reason: otherwise };
    case 'start':
      return { reason: 'entry', description: 'At the start of the program' };
    case 'end':
      return { reason: 'step', description: 'At the end of the program' };
    case 'exception':
      return { reason: 'exception', description: `Finding: ${stop.rule ?? ''}` };
    case 'breakpoint':
    case 'data breakpoint':
    case 'pause':
      return { reason: stop.reason };
  }
}

/** The line of a program's text that a failure is about, from 1; the first where it names none. */
export function lineOfFailure({ refusal }: Failure): number {
  return Number(/^line (\d+)/.exec(refusal?.place ?? '')?.[1] ?? 1);
}

/** What stands in the place of a call stack where a program cannot be read. */
export function failedFrame(failure: Failure): DebugFrame {
  const line = lineOfFailure(failure);
  return { kind: 'pass', source: 'program', name: failure.title, line, column: 1, endLine: line, endColumn: 1 };
}
