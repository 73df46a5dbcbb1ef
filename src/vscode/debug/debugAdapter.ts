import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import type { Action, Failure, PanelState, SessionSnapshot } from '../../protocol/index.js';
import type {
  DebugFrame,
  DebugName,
  DebugRequest,
  DebugResult,
  DebugStop,
  GotoTarget,
  SourceKey,
} from '../../session/index.js';
import type { LiveSession } from '../host/liveSession.js';
import { unwrap } from '../host/outcome.js';
import { Lifetime } from '../lifetime.js';
import { messageOf } from '../messageOf.js';
import { capabilities } from './capabilities.js';
import type { DebugHost } from './debugHost.js';
import { Endpoint, type Handlers } from './endpoint.js';
import { documentOf, type Launch } from './launch.js';
import { sourceKeyOf, sourceUri } from './listings.js';
import { References } from './references.js';
import { lineOfFailure, reasonOf, type Stopping } from './stopping.js';
import {
  breakpointOf,
  conditionOf,
  dataBreakpointOf,
  dataIdOf,
  frameOfId,
  scopeOf,
  stackFrameOf,
  variableOf,
} from './translation.js';

const threadId = 1;
const forward = { kind: 'run', direction: 'forward', breaks: true } as const;
const backward = { kind: 'run', direction: 'backward', breaks: true } as const;

/**
 * The debug protocol over one session that panels may show, too: translation only. Whoever steps, all move; what a request
 * means, the session says.
 */
export class DebugAdapter extends Endpoint {
  readonly #life = new Lifetime();
  readonly #references = new References();
  #session: LiveSession | undefined;
  #launch: Launch = {};
  /** Actions of ours that are under way: what they change is told when they end. */
  #acting = 0;
  /** The state that was told of last, by its place and program. */
  #told = '';
  #targets: readonly GotoTarget[] = [];
  #exception: DebugStop | undefined;
  #failure: Failure | null = null;
  #hasBegun = false;
  #isFollowing = false;
  #hasRecovered = false;
  #isAtEnd = false;

  protected readonly handlers: Handlers = {
    initialize: async () => capabilities(await this.host.rules()),
    launch: async (args) => {
      this.#launch = args;
      await this.#begin(await documentOf(this.#launch));
      this.tell('initialized');
    },
    configurationDone: () => {
      // It comes again when breakpoints were asked for again.
      if (!this.#hasBegun) void this.#enter();
    },
    restart: async () => {
      this.#session?.cancel();
      await this.#begin(await documentOf(this.#launch));
      void this.#enter();
    },
    disconnect: () => this.#life.dispose(),
    terminate: () => this.tell('terminated'),
    threads: () => ({ threads: [{ id: threadId, name: this.#session?.snapshot?.title ?? 'BatchNorm' }] }),
    stackTrace: async () => {
      const stackFrames = await this.#stackFrames();
      return { stackFrames, totalFrames: stackFrames.length };
    },
    scopes: async ({ frameId }) => {
      if (this.#live.state.kind === 'failed') return { scopes: [] };
      const scopes = await this.#ask('scopes', frameOfId(frameId));
      return { scopes: scopes.map((scope) => scopeOf(scope, this.#references)) };
    },
    variables: async ({ variablesReference, start = 0, count }) => {
      const held = this.#references.at(variablesReference);
      const variables =
        held.kind === 'scope'
          ? held.variables
          : await this.#ask('children', { path: held.path, start, count: count ?? held.count });
      return { variables: variables.map((one) => variableOf(one, this.#references)) };
    },
    evaluate: async ({ expression, frameId }) => {
      const found = await this.#ask('evaluate', { expression, frame: await this.#frame(frameId) });
      const { value: result, ...rest } = variableOf(found, this.#references);
      return { ...rest, result };
    },
    setVariable: ({ variablesReference, name, value }) => {
      const { expression, frame } = this.#references.named(variablesReference, name);
      return this.#set(expression, value, frame);
    },
    setExpression: async ({ expression, value, frameId }) => this.#set(expression, value, await this.#frame(frameId)),
    next: () =>
      this.#go(() => {
        const { pass, stage } = this.#cursor;
        return this.#act(stage === null ? { ...forward, pass } : { kind: 'stepInto' });
      }),
    stepIn: () => this.#go(() => this.#act({ kind: 'stepInto' })),
    stepOut: () =>
      this.#go(() => {
        const { pass, stage } = this.#cursor;
        return this.#act(stage === null ? forward : { ...forward, pass });
      }),
    continue: () => this.#go(() => this.#act(forward)),
    stepBack: () => this.#go(() => this.#act({ kind: 'stepBack' }), 'back'),
    reverseContinue: () => this.#go(() => this.#act(backward), 'back'),
    pause: () => this.#live.pause(),
    gotoTargets: async ({ source, line }) => {
      const key = sourceKeyOf(this.#live.uri, source.path ?? '');
      this.#targets = key ? await this.#ask('targets', { source: key, line }) : [];
      return { targets: this.#targets.map((target, id) => ({ id, label: target.label, line: target.line })) };
    },
    goto: ({ targetId }) => {
      const target = this.#targets.at(targetId);
      if (!target) throw new Error('There is no such place to go to any more');
      const { pass, stage } = target;
      this.#go(() => this.#act({ kind: 'goTo', pass, ...(stage !== undefined && { stage }) }, 'goto'), 'back');
    },
    setBreakpoints: async ({ source, breakpoints = [] }) => {
      const key = sourceKeyOf(this.#live.uri, source.path ?? '');
      const wanted = breakpoints.map((one) => ({ id: this.#references.nextId(), ...conditionOf(one) }));
      if (!key || this.#live.state.kind === 'failed') {
        const message = key ? 'The program cannot be read' : 'This is not the program that is debugged';
        return { breakpoints: wanted.map(({ id, line }) => ({ id, line, verified: false, message })) };
      }
      const states = await this.#ask('breakpoints', { source: key, breakpoints: wanted });
      const shown = this.#sourceOf(key);
      return { breakpoints: states.map((state) => breakpointOf(state, `${shown.name ?? ''}, line `, shown)) };
    },
    setExceptionBreakpoints: async ({ filters }) => {
      if (this.#live.state.kind !== 'failed') await this.#ask('findings', filters);
    },
    exceptionInfo: () => ({
      exceptionId: this.#exception?.rule ?? 'program',
      description: this.#exception?.text ?? '',
      breakMode: 'always',
    }),
    dataBreakpointInfo: ({ variablesReference, name }) =>
      dataIdOf(variablesReference ? this.#references.named(variablesReference, name).expression : name),
    setDataBreakpoints: async ({ breakpoints }) => {
      const wanted = breakpoints.map((one) => dataBreakpointOf(one, this.#references.nextId()));
      const states = await this.#ask('dataBreakpoints', wanted);
      return { breakpoints: states.map((state, index) => breakpointOf(state, `${wanted[index].name}: `)) };
    },
  };

  constructor(private readonly host: DebugHost) {
    super();
  }

  override dispose(): void {
    this.#life.dispose();
  }

  get #live(): LiveSession {
    if (!this.#session) throw new Error('No program is debugged');
    return this.#session;
  }

  /** Leases the document's session, and brings it to the start of what the document says. */
  async #begin(document: LiveSession['uri']): Promise<void> {
    if (!this.#session) {
      const { session } = this.#life.own(this.host.lease(document));
      this.#session = session;
      this.#life.own(session.onDidChange((state) => void this.#follow(state)));
      this.#life.own(session.onDidSay((text) => this.tell('output', { category: 'console', output: `${text}\n` })));
    }
    const session = this.#session;
    await this.#quietly(async () => {
      const text = await this.host.textOf(document);
      const attached = await session.debug('attach', { text, begins: true });
      if (attached.ok && attached.value.isOther) {
        await session.revert();
        await session.debug('attach', { text, begins: true });
      } else if (attached.ok) {
        await session.act({ kind: 'reset' });
      } else if (session.state.kind === 'model') {
        const names = session.state.model.layers.slice(0, 20).map(({ name }) => name);
        throw new Error(
          `launch.json: "layer": expected one of ${session.state.model.title} (${names.join(', ')}), found nothing`,
        );
      } else if (session.state.kind !== 'failed' && session.state.kind !== 'ready') {
        throw new Error(`${attached.failure.title}: ${attached.failure.message}`);
      }
    });
  }

  /** After breakpoints are known. */
  async #enter(): Promise<void> {
    this.#hasBegun = true;
    await this.host.part(this.#live.uri);
    const { state } = this.#live;
    if (state.kind === 'failed') {
      this.#fail(state);
      return;
    }
    const { step } = this.#launch;
    if (typeof step === 'number') await this.#toStep(step);
    else if (this.#launch.stopOnEntry !== false && this.#launch.noDebug !== true) await this.#stopped('entry');
    else await this.#act(forward);
    if (this.#launch.noDebug === true) this.tell('terminated');
  }

  /** Before the first pass of a step, whatever breakpoints there are. */
  async #toStep(step: number): Promise<void> {
    const ran = await this.#quietly(() => this.#live.act({ kind: 'run', direction: 'forward', step }));
    const shown = ran.ok ? (ran.value.shown ?? 0) : 0;
    await this.#act({ kind: 'goTo', pass: shown === 0 ? null : shown - 1 }, 'goto');
  }

  /** What somebody else has done to the session, or to its file. */
  async #follow(state: PanelState): Promise<void> {
    if (this.#life.isOver || this.#acting > 0 || (state.kind !== 'failed' && state.kind !== 'ready')) return;
    if (state.failure) {
      if (state.failure !== this.#failure) this.#fail(state);
      return;
    }
    this.#hasRecovered ||= this.#failure !== null;
    this.#failure = null;
    if (placeText(state) === this.#told && !this.#hasRecovered) return;
    // What changes meanwhile is told of after it, as one.
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      await this.#catchUp(state);
    } finally {
      this.#isFollowing = false;
    }
    await this.#follow(this.#live.state);
  }

  async #catchUp(state: PanelState): Promise<void> {
    this.#told = placeText(state);
    // VS Code did not ask for it: until then it takes the last stop for the present one.
    this.tell('continued', { threadId, allThreadsContinued: true });
    const text = await this.host.textOf(this.#live.uri);
    await this.#live.debug('attach', { text, begins: false });
    const isNew = this.#hasRecovered;
    this.#hasRecovered = false;
    // Breakpoints that could not be placed are asked for again.
    if (isNew) this.tell('initialized');
    await this.#stopped(isNew ? 'entry' : 'step');
  }

  /** What keeps the program from running is told where it is; a change of its file is what goes on from there. */
  #fail({ failure }: PanelState & { readonly kind: 'failed' | 'ready' }): void {
    if (!failure) return;
    const { title, message } = failure;
    this.#failure = failure;
    this.#exception = { reason: 'exception', ids: [], text: message };
    this.#output(`${title}: ${message}`, lineOfFailure(failure));
    void this.#tellStop([], { reason: 'exception', description: title, text: message });
  }

  /** One action, and what came of it. */
  async #act(action: Action, otherwise: Stopping = 'step'): Promise<void> {
    const outcome = await this.#quietly(() => this.#live.act(action));
    if (!outcome.ok) this.#output(`${outcome.failure.title}: ${outcome.failure.message}`);
    await this.#stopped(otherwise);
  }

  async #set(
    expression: string,
    value: string,
    frame: 'stage' | 'pass',
  ): Promise<Protocol.SetVariableResponse['body']> {
    const { pass, values } = await this.#ask('change', { expression, value, frame });
    unwrap(await this.#quietly(() => this.#live.act({ kind: 'set', pass, values })));
    this.#remember();
    this.#references.clear();
    const found = variableOf(await this.#ask('evaluate', { expression, frame }), this.#references);
    const { frames } = await this.#ask('stack', null);
    // After the answer. VS Code then shows where it stopped once more.
    setTimeout(() => {
      void this.#tellInText(frames, () => this.tell('invalidated', { areas: ['variables', 'stacks'] }));
    }, 0);
    return found;
  }

  async #quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#acting += 1;
    try {
      return await work();
    } finally {
      this.#acting -= 1;
    }
  }

  async #stopped(otherwise: Stopping): Promise<void> {
    this.#remember();
    this.#references.clear();
    const answer = await this.#live.debug('stack', null);
    if (this.#life.isOver) return;
    const { stop, isAtEnd, frames } = answer.ok ? answer.value : { stop: null, isAtEnd: false, frames: [] };
    await this.#showTexts(frames);
    this.#isAtEnd = isAtEnd;
    this.#exception = stop?.reason === 'exception' ? stop : undefined;
    const { reason, description } = reasonOf(stop, otherwise);
    await this.#tellStop(frames, {
      reason,
      ...(description !== undefined && { description }),
      ...(stop?.text !== undefined && { text: stop.text }),
      ...(stop && stop.ids.length > 0 && { hitBreakpointIds: [...stop.ids] }),
    });
  }

  #tellStop(frames: readonly DebugFrame[], stopped: Omit<Protocol.StoppedEvent['body'], 'threadId'>): Promise<void> {
    return this.#tellInText(frames, () => this.tell('stopped', { ...stopped, threadId, allThreadsStopped: true }));
  }

  /** What VS Code is told shows it the text of the first frame; of none, the program's. */
  #tellInText(frames: readonly DebugFrame[], tell: () => void): Promise<void> {
    const document = this.#live.uri;
    return this.host.stopIn(document, sourceUri(document, frames.at(0)?.source ?? 'program'), tell);
  }

  #remember(): void {
    const { state } = this.#live;
    this.#told = placeText(state);
    if (state.kind === 'ready') this.#failure = state.failure;
  }

  get #cursor(): SessionSnapshot['cursor'] {
    const { snapshot } = this.#live;
    if (!snapshot) throw new Error('The program cannot be read');
    return snapshot.cursor;
  }

  async #frame(frameId: number | undefined): Promise<'stage' | 'pass'> {
    if (frameId !== undefined) return frameOfId(frameId);
    return (await this.#ask('stack', null)).isInside ? 'stage' : 'pass';
  }

  async #ask<K extends DebugName>(name: K, request: DebugRequest<K>): Promise<DebugResult<K>> {
    return unwrap<DebugResult<K>>(await this.#live.debug(name, request));
  }

  /** Those that are no files. */
  async #showTexts(frames: readonly DebugFrame[]): Promise<void> {
    const show = async (key: SourceKey): Promise<void> => {
      const uri = sourceUri(this.#live.uri, key);
      if (uri.toString() !== this.#live.uri.toString()) this.host.show(uri, await this.#ask('source', key));
    };
    await Promise.all(frames.map(({ source }) => show(source)));
  }

  #sourceOf(key: SourceKey): Protocol.Source {
    const uri = sourceUri(this.#live.uri, key);
    return { name: uri.path.replace(/^.*\//, ''), path: uri.scheme === 'file' ? uri.fsPath : uri.toString() };
  }

  #output(text: string, line?: number): void {
    const place = line === undefined ? {} : { source: this.#sourceOf('program'), line };
    this.tell('output', { category: 'stderr', output: `${text}\n`, ...place });
  }

  /** Moves behind the answer; at the end there is nothing to go on to. */
  #go(move: () => Promise<void>, way?: 'back'): void {
    const { state } = this.#live;
    if (state.kind === 'failed') this.#fail(state);
    else if (this.#isAtEnd && way !== 'back') this.tell('terminated');
    else {
      move().catch((error: unknown) => {
        this.#output(messageOf(error));
        void this.#stopped('step');
      });
    }
  }

  async #stackFrames(): Promise<Protocol.StackFrame[]> {
    const { state } = this.#live;
    if (state.kind === 'failed') {
      const line = lineOfFailure(state.failure);
      const frame = { source: 'program', line, column: 1, endLine: line, endColumn: 1 } as const;
      return [stackFrameOf({ ...frame, name: state.failure.title }, this.#sourceOf('program'), 'pass')];
    }
    const { frames } = await this.#ask('stack', null);
    await this.#showTexts(frames);
    return frames.map((frame, index) =>
      stackFrameOf(frame, this.#sourceOf(frame.source), index < frames.length - 1 ? 'stage' : 'pass'),
    );
  }
}

function placeText(state: PanelState): string {
  if (state.kind !== 'ready') return state.kind;
  const { cursor, revision } = state.snapshot;
  return `${revision} ${cursor.pass} ${cursor.stage ?? ''}`;
}
