import { FormatError } from '../formats/index.js';
import { EngineError, shortened, TooManyChannelsError } from '../engine/index.js';
import type { Action, Failure } from '../protocol/index.js';
import { ChannelCountError, ExpressionError, isAbort, OutsideError } from '../session/index.js';

const MAX_MESSAGE = 1000;

/**
 * An error as it goes to a person; what is no error of ours says so.
 * @param action that failed; some have a remedy
 */
export function failureOf(error: unknown, title: string, action?: Action): Failure {
  if (error instanceof FormatError) {
    return {
      title: `${error.refusal.file} cannot be read`,
      message: error.message,
      refusal: error.refusal,
      ...(error instanceof OutsideError && { outside: error.uris }),
    };
  }
  if (isAbort(error)) return { title: 'Cancelled', message: 'Cancelled. The passes that were finished are kept.' };
  const message = shortened(error instanceof Error ? error.message : String(error), MAX_MESSAGE);
  if (error instanceof ChannelCountError) return { title, message, ...remedyFor(error, action) };
  if (error instanceof TooManyChannelsError && action === undefined) return { title, message, channelAxes: error.axes };
  if (error instanceof EngineError || error instanceof ExpressionError || error instanceof RangeError) {
    return { title, message };
  }
  return { title, message: `Unexpected error: ${message}` };
}

/** Parameters that fit another axis are loaded together with it. */
function remedyFor({ fittingAxis }: ChannelCountError, action?: Action): Pick<Failure, 'remedy'> {
  if (action?.kind !== 'configure' || !action.settings.state) return {};
  return {
    remedy: {
      label: `Channels on axis ${fittingAxis}`,
      hint: `Take axis ${fittingAxis} as the channels, and these parameters`,
      action: { ...action, settings: { ...action.settings, channelAxis: fittingAxis } },
    },
  };
}
