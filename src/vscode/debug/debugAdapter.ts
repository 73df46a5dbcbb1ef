import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import type { Action, Failure } from '../../protocol/index.js';
import type { DebugFrame, DebugStop, FrameKind, GotoTarget, SourceKey } from '../../session/index.js';
import type { LiveSession } from '../host/liveSession.js';
import { unwrap } from '../host/outcome.js';
import { Lifetime } from '../lifetime.js';
import { messageOf } from '../messageOf.js';
import { capabilities } from './capabilities.js';
import type { DebugHost } from './debugHost.js';
import { Endpoint, type Handlers } from './endpoint.js';
import { documentOf, type Launch } from './launch.js';
import { sourceKeyOf, sourceOf, sourceUri } from './listings.js';
import { References } from './references.js';
import { SharedSession } from './sharedSession.js';
import { failedFrame, lineOfFailure, reasonOf, type Stopping } from './stopping.js';
import {
  breakpointOf,
  conditionOf,
  dataBreakpointOf,
  dataInfoOf,
  frameOfId,
  moves,
  scopeOf,
  stackFrameOf,
  variableOf,
} from './translation.js';

const threadId = 1;
const unreadable = 'The program cannot be read';

/**
 * The debug protocol over one session that panels may show, too: translation only. Whoever steps, all move; what a request
 * means, the session says.
 */
export class DebugAdapter extends Endpoint {
  readonly #life = new Lifetime();
  readonly #references = new References();
  #debugged: SharedSession | undefined;
  #launch: Launch = {};
  #targets: readonly GotoTarget[] = [];
  #exception: DebugStop | undefined;
  #hasBegun = false;
  #isAtEnd = false;

  protected readonly handlers: Handlers = {
    initialize: async () => capabilities(await this.host.rules()),
    launch: async (args) => {
      this.#launch = args;
      await this.#begin();
      this.tell('initialized');
    },
    configurationDone: () => {
      // It comes again when breakpoints were asked for again.
      if (!this.#hasBegun) void this.#enter();
    },
    restart: async () => {
      this.#debugged?.live.cancel();
      await this.#begin();
      void this.#enter();
    },
    disconnect: () => this.#life.dispose(),
    terminate: () => this.tell('terminated'),
    threads: () => ({ threads: [{ id: threadId, name: this.#debugged?.live.snapshot?.title ?? 'BatchNorm' }] }),
    stackTrace: async () => {
      const frames = await this.#frames();
      const stackFrames = frames.map((frame) => stackFrameOf(frame, this.#sourceOf(frame.source)));
      return { stackFrames, totalFrames: stackFrames.length };
    },
    scopes: async ({ frameId }) => {
      if (this.#failure) return { scopes: [] };
      const scopes = await this.#session.ask('scopes', frameOfId(frameId));
      return { scopes: scopes.map((scope) => scopeOf(scope, this.#references)) };
    },
    variables: async ({ variablesReference, start = 0, count }) => {
      const held = this.#references.at(variablesReference);
      const variables =
        held.kind === 'scope'
          ? held.variables
          : await this.#session.ask('children', { path: held.path, start, count: count ?? held.count });
      return { variables: variables.map((one) => variableOf(one, this.#references)) };
    },
    evaluate: async ({ expression, frameId }) => {
      const found = await this.#session.ask('evaluate', { expression, frame: frameOfId(frameId) });
      const { value: result, ...rest } = variableOf(found, this.#references);
      return { ...rest, result };
    },
    setVariable: ({ variablesReference, name, value }) => {
      const { expression, frame } = this.#references.named(variablesReference, name);
      return this.#set(expression, value, frame);
    },
    setExpression: ({ expression, value, frameId }) => this.#set(expression, value, frameOfId(frameId)),
    next: () => this.#goOn(moves.next),
    stepIn: () => this.#goOn(moves.stepIn),
    stepOut: () => this.#goOn(moves.stepOut),
    continue: () => this.#goOn(moves.continue),
    stepBack: () => this.#go(moves.stepBack),
    reverseContinue: () => this.#go(moves.reverseContinue),
    pause: () => this.#session.live.pause(),
    gotoTargets: async ({ source, line }) => {
      const key = this.#keyOf(source);
      this.#targets = key ? await this.#session.ask('targets', { source: key, line }) : [];
      return { targets: this.#targets.map((target, id) => ({ id, label: target.label, line: target.line })) };
    },
    goto: ({ targetId }) => {
      const target = this.#targets.at(targetId);
      if (!target) throw new Error('There is no such place to go to any more');
      this.#go(target.action, 'goto');
    },
    setBreakpoints: async ({ source, breakpoints = [] }) => {
      const key = this.#keyOf(source);
      const wanted = breakpoints.map((one) => ({ id: this.#references.nextId(), ...conditionOf(one) }));
      if (!key || this.#failure) {
        const message = key ? unreadable : 'This is not the program that is debugged';
        return { breakpoints: wanted.map(({ id, line }) => ({ id, line, verified: false, message })) };
      }
      const states = await this.#session.ask('breakpoints', { source: key, breakpoints: wanted });
      const shown = this.#sourceOf(key);
      return { breakpoints: states.map((state) => breakpointOf(state, `${shown.name ?? ''}, line `, shown)) };
    },
    setExceptionBreakpoints: async ({ filters }) => {
      if (!this.#failure) await this.#session.ask('findings', filters);
    },
    exceptionInfo: () => ({
      exceptionId: this.#exception?.rule ?? 'program',
      description: this.#exception?.text ?? '',
      breakMode: 'always',
    }),
    dataBreakpointInfo: async ({ variablesReference, name }) => {
      const expression = variablesReference ? this.#references.named(variablesReference, name).expression : name;
      return dataInfoOf(await this.#session.ask('watchable', expression));
    },
    setDataBreakpoints: async ({ breakpoints }) => {
      const wanted = breakpoints.map((one) => dataBreakpointOf(one, this.#references.nextId()));
      if (this.#failure) return { breakpoints: wanted.map(({ id }) => ({ id, verified: false, message: unreadable })) };
      const states = await this.#session.ask('dataBreakpoints', wanted);
      return { breakpoints: states.map((state, index) => breakpointOf(state, `${wanted[index].name}: `)) };
    },
  };

  constructor(private readonly host: DebugHost) {
    super();
  }

  override dispose(): void {
    this.#life.dispose();
  }

  get #session(): SharedSession {
    if (!this.#debugged) throw new Error('No program is debugged');
    return this.#debugged;
  }

  get #document(): LiveSession['uri'] {
    return this.#session.live.uri;
  }

  /** What keeps the program from being read at all. */
  get #failure(): Failure | null {
    const { state } = this.#session.live;
    return state.kind === 'failed' ? state.failure : null;
  }

  async #begin(): Promise<void> {
    const document = await documentOf(this.#launch);
    this.#debugged ??= this.#life.own(this.#share(this.#life.own(this.host.lease(document)).session));
    await this.#debugged.begin(await this.host.textOf(document));
  }

  #share(live: LiveSession): SharedSession {
    this.#life.own(this.host.uncover(live.uri));
    this.#life.own(live.onDidSay((text) => this.tell('output', { category: 'console', output: `${text}\n` })));
    return new SharedSession(live, {
      failed: (failure) => this.#fail(failure),
      changed: async () => {
        // VS Code did not ask for it: until then it takes the last stop for the present one.
        this.tell('continued', { threadId, allThreadsContinued: true });
        await live.debug('attach', { text: await this.host.textOf(live.uri), begins: false });
      },
      stopped: async (isNew) => {
        // Breakpoints that could not be placed are asked for again.
        if (isNew) this.tell('initialized');
        await this.#stopped(isNew ? 'entry' : 'step');
      },
    });
  }

  /** After breakpoints are known. */
  async #enter(): Promise<void> {
    this.#hasBegun = true;
    await this.host.part(this.#document);
    if (this.#failure) {
      this.#fail(this.#failure);
      return;
    }
    const { step, stopOnEntry, noDebug } = this.#launch;
    if (typeof step === 'number') await this.#act({ kind: 'goTo', step }, 'goto');
    else if (stopOnEntry !== false && noDebug !== true) await this.#stopped('entry');
    else await this.#act(moves.continue);
    if (noDebug === true) this.tell('terminated');
  }

  /** At the end there is nothing to go on to. */
  #goOn(action: Action): void {
    if (this.#isAtEnd && !this.#failure) this.tell('terminated');
    else this.#go(action);
  }

  /** Behind the answer. */
  #go(action: Action, reason?: Stopping): void {
    if (this.#failure) this.#fail(this.#failure);
    else {
      this.#act(action, reason).catch((error: unknown) => {
        this.#output(messageOf(error));
        void this.#stopped('step');
      });
    }
  }

  /** One action, and what came of it. */
  async #act(action: Action, reason: Stopping = 'step'): Promise<void> {
    const outcome = await this.#session.act(action);
    if (!outcome.ok) this.#output(`${outcome.failure.title}: ${outcome.failure.message}`);
    await this.#stopped(reason);
  }

  async #set(
    expression: string,
    value: string,
    frame: FrameKind | null,
  ): Promise<Protocol.SetVariableResponse['body']> {
    unwrap(await this.#session.act(await this.#session.ask('change', { expression, value, frame })));
    this.#session.remember();
    this.#references.clear();
    const found = variableOf(await this.#session.ask('evaluate', { expression, frame }), this.#references);
    const { frames } = await this.#session.ask('stack', null);
    // After the answer. VS Code then shows where it stopped once more.
    setTimeout(() => {
      void this.#tellIn(frames, 'invalidated', { areas: ['variables', 'stacks'] });
    }, 0);
    return found;
  }

  async #stopped(otherwise: Stopping): Promise<void> {
    this.#session.remember();
    this.#references.clear();
    const answer = await this.#session.live.debug('stack', null);
    if (this.#life.isOver) return;
    const { stop, isAtEnd, frames } = answer.ok ? answer.value : { stop: null, isAtEnd: false, frames: [] };
    await this.#showTexts(frames);
    this.#isAtEnd = isAtEnd;
    this.#exception = stop?.reason === 'exception' ? stop : undefined;
    await this.#tellStop(frames, {
      ...reasonOf(stop, otherwise),
      ...(stop?.text !== undefined && { text: stop.text }),
      ...(stop && stop.ids.length > 0 && { hitBreakpointIds: [...stop.ids] }),
    });
  }

  /** What keeps the program from running is told where it is; a change of its file is what goes on from there. */
  #fail(failure: Failure): void {
    const { title, message } = failure;
    this.#session.remember();
    this.#exception = { reason: 'exception', ids: [], text: message };
    this.#output(`${title}: ${message}`, lineOfFailure(failure));
    void this.#tellStop([], { reason: 'exception', description: title, text: message });
  }

  #tellStop(frames: readonly DebugFrame[], stopped: Omit<Protocol.StoppedEvent['body'], 'threadId'>): Promise<void> {
    return this.#tellIn(frames, 'stopped', { ...stopped, threadId, allThreadsStopped: true });
  }

  /** What VS Code is told shows it the text of the first frame; of none, the program's. */
  #tellIn(frames: readonly DebugFrame[], event: string, body: object): Promise<void> {
    const text = sourceUri(this.#document, frames.at(0)?.source ?? 'program');
    return this.host.stopIn(this.#document, text, () => this.tell(event, body));
  }

  #output(text: string, line?: number): void {
    const place = line === undefined ? {} : { source: this.#sourceOf('program'), line };
    this.tell('output', { category: 'stderr', output: `${text}\n`, ...place });
  }

  async #frames(): Promise<readonly DebugFrame[]> {
    if (this.#failure) return [failedFrame(this.#failure)];
    const { frames } = await this.#session.ask('stack', null);
    await this.#showTexts(frames);
    return frames;
  }

  /** Those that are no files. */
  async #showTexts(frames: readonly DebugFrame[]): Promise<void> {
    const show = async ({ source }: DebugFrame): Promise<void> => {
      const uri = sourceUri(this.#document, source);
      if (uri.toString() !== this.#document.toString()) this.host.show(uri, await this.#session.ask('source', source));
    };
    await Promise.all(frames.map(show));
  }

  #sourceOf(key: SourceKey): Protocol.Source {
    return sourceOf(this.#document, key);
  }

  #keyOf({ path = '' }: Protocol.Source): SourceKey | undefined {
    return sourceKeyOf(this.#document, path);
  }
}
