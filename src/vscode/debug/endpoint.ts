import { Event, Response } from '@vscode/debugadapter/lib/messages.js';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol.js';
import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import { messageOf } from '../messageOf.js';

/** What each request of the debug protocol that we answer brings, and what it is answered. */
export interface Requests {
  initialize: [Protocol.InitializeRequestArguments, Protocol.Capabilities];
  launch: [Protocol.LaunchRequestArguments, undefined];
  configurationDone: [undefined, undefined];
  restart: [undefined, undefined];
  disconnect: [Protocol.DisconnectArguments, undefined];
  terminate: [undefined, undefined];
  threads: [undefined, Protocol.ThreadsResponse['body']];
  stackTrace: [Protocol.StackTraceArguments, Protocol.StackTraceResponse['body']];
  scopes: [Protocol.ScopesArguments, Protocol.ScopesResponse['body']];
  variables: [Protocol.VariablesArguments, Protocol.VariablesResponse['body']];
  evaluate: [Protocol.EvaluateArguments, Protocol.EvaluateResponse['body']];
  setVariable: [Protocol.SetVariableArguments, Protocol.SetVariableResponse['body']];
  setExpression: [Protocol.SetExpressionArguments, Protocol.SetExpressionResponse['body']];
  next: [undefined, undefined];
  stepIn: [undefined, undefined];
  stepOut: [undefined, undefined];
  continue: [undefined, undefined];
  stepBack: [undefined, undefined];
  reverseContinue: [undefined, undefined];
  pause: [undefined, undefined];
  gotoTargets: [Protocol.GotoTargetsArguments, Protocol.GotoTargetsResponse['body']];
  goto: [Protocol.GotoArguments, undefined];
  setBreakpoints: [Protocol.SetBreakpointsArguments, Protocol.SetBreakpointsResponse['body']];
  setExceptionBreakpoints: [Protocol.SetExceptionBreakpointsArguments, undefined];
  exceptionInfo: [Protocol.ExceptionInfoArguments, Protocol.ExceptionInfoResponse['body']];
  dataBreakpointInfo: [Protocol.DataBreakpointInfoArguments, Protocol.DataBreakpointInfoResponse['body']];
  setDataBreakpoints: [Protocol.SetDataBreakpointsArguments, Protocol.SetDataBreakpointsResponse['body']];
}

export type Handlers = {
  readonly [K in keyof Requests]: Requests[K][1] extends undefined
    ? (args: Requests[K][0]) => unknown
    : (args: Requests[K][0]) => Requests[K][1] | Promise<Requests[K][1]>;
};

/**
 * One end of the protocol, in this process. Every request is answered, with what is wrong where something is: none ends the
 * session, save a launch that is refused.
 */
export abstract class Endpoint extends ProtocolServer {
  protected abstract readonly handlers: Handlers;

  protected override dispatchRequest(request: Protocol.Request): void {
    void this.#answer(request);
  }

  /** An event, with its body. */
  protected tell(event: string, body?: object): void {
    this.sendEvent(new Event(event, body));
  }

  async #answer(request: Protocol.Request): Promise<void> {
    const response: Protocol.Response = new Response(request);
    try {
      const { command } = request;
      if (!(command in this.handlers)) throw new Error(`${command}: the BatchNorm debugger knows no such request`);
      // Each name goes with its own arguments.
      const handle = this.handlers[command as keyof Requests] as (args: unknown) => unknown;
      const body = await handle(request.arguments);
      if (typeof body === 'object') response.body = body;
    } catch (error) {
      const variables = { message: messageOf(error) };
      response.success = false;
      response.message = variables.message;
      response.body = { error: { id: 1, format: '{message}', variables, showUser: request.command === 'launch' } };
    }
    this.sendResponse(response);
  }
}
