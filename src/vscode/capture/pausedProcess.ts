import { debug, DebugStackFrame, type DebugSession, type Uri } from 'vscode';
import { CaptureError, PythonProcess } from './pythonProcess.js';
import { within } from './within.js';

/** So long an expression may take; the debugger has no answer at all for some. */
const patience = 30_000;

/** The Python process of a debug session that is stopped, in the frame that is looked at: over the debug protocol alone. */
export class PausedProcess extends PythonProcess {
  private constructor(
    readonly session: DebugSession,
    frameId: number,
  ) {
    super(async (expression, signal) => {
      const given = { expression, frameId, context: 'clipboard', format: { rawString: true } };
      const answer = session.customRequest('evaluate', given) as Thenable<{ readonly result: string }>;
      return (await within(answer, { milliseconds: patience, late: 'The debugger does not answer.', signal })).result;
    });
  }

  /** @throws CaptureError where no Python program is stopped */
  static async current(extension: Uri): Promise<PausedProcess> {
    const item = debug.activeStackItem;
    if (!(item instanceof DebugStackFrame)) {
      throw new CaptureError('Pause a Python program in the debugger first: at a breakpoint, with a frame selected.');
    }
    const process = new PausedProcess(item.session, item.frameId);
    await process.install(extension);
    return process;
  }
}
