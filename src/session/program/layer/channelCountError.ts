import { EngineError } from '../../../engine/index.js';

/** A parameter whose length is that of another axis than the channels': which one. */
export class ChannelCountError extends EngineError {
  constructor(
    message: string,
    readonly fittingAxis: number,
  ) {
    super(message);
  }
}
