import { EventEmitter, workspace, type DebugAdapter, type DebugProtocolMessage, type Uri } from 'vscode';
import type { Kernel } from './kernel.js';

interface Message extends DebugProtocolMessage {
  readonly type: 'request' | 'response' | 'event';
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly arguments?: unknown;
}

interface Source {
  path?: string;
}

/**
 * A kernel's own debugger as VS Code's, over Jupyter's `debug_request`: a cell is a file that the kernel dumps it to, and
 * which has the cell's address here.
 */
export class KernelDebugger implements DebugAdapter {
  readonly #messages = new EventEmitter<DebugProtocolMessage>();
  readonly onDidSendMessage = this.#messages.event;
  readonly #dumped = new Map<string, string>();
  readonly #own = new Map<number, (body: Readonly<Record<string, unknown>>) => void>();
  #lastOwn = 1_000_000;

  constructor(
    private readonly kernel: Kernel,
    private readonly notebook: Uri,
  ) {
    kernel.onDebugMessage = (message) => this.#tell(message as unknown as Message);
  }

  handleMessage(message: DebugProtocolMessage): void {
    void this.#handle(message as Message);
  }

  dispose(): void {
    this.kernel.onDebugMessage = () => undefined;
  }

  async #handle(message: Message): Promise<void> {
    if (message.command === 'setBreakpoints') await this.#dumpCells();
    this.kernel.debug(withSources(message, this.#dumped));
  }

  #tell(message: Message): void {
    const own = message.request_seq === undefined ? undefined : this.#own.get(message.request_seq);
    if (own) own(message.body ?? {});
    else this.#messages.fire(withSources(message, new Map([...this.#dumped].map(([cell, file]) => [file, cell]))));
  }

  async #dumpCells(): Promise<void> {
    const cells = workspace.notebookDocuments
      .find(({ uri }) => uri.toString() === this.notebook.toString())
      ?.getCells();
    for (const { document } of cells ?? []) {
      const seq = ++this.#lastOwn;
      const answer = new Promise<Readonly<Record<string, unknown>>>((resolve) => this.#own.set(seq, resolve));
      this.kernel.debug({ type: 'request', seq, command: 'dumpCell', arguments: { code: document.getText() } });
      const { sourcePath } = await answer;
      this.#own.delete(seq);
      this.#dumped.set(document.uri.toString(), String(sourcePath));
    }
  }
}

/** A message whose sources have other paths. */
function withSources(message: Message, paths: ReadonlyMap<string, string>): Message {
  return JSON.parse(JSON.stringify(message), (key, value: unknown) => {
    if (key !== 'source' || typeof value !== 'object' || value === null) return value;
    const { path } = value as Source;
    return { ...value, ...(path !== undefined && { path: paths.get(path) ?? path }) };
  }) as Message;
}
