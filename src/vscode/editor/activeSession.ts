import { EventEmitter, type Event } from 'vscode';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { OpenEditors } from './openEditors.js';
import type { TensorEditor } from './tensorEditor.js';

/** Fires when another editor becomes active, and whenever the active one's session changes or starts and stops working. */
export class ActiveSession implements Disposable {
  readonly #life = new Lifetime();
  readonly #onDidChange = this.#life.own(new EventEmitter<TensorEditor | undefined>());
  readonly onDidChange: Event<TensorEditor | undefined> = this.#onDidChange.event;
  #follow: Lifetime | undefined;

  constructor(editors: OpenEditors) {
    this.#life.own(editors.onDidChangeActive((editor) => this.#attach(editor)));
    this.#life.own({ dispose: () => this.#follow?.dispose() });
  }

  dispose(): void {
    this.#life.dispose();
  }

  #attach(editor: TensorEditor | undefined): void {
    this.#follow?.dispose();
    this.#follow = undefined;
    if (editor) {
      const tell = (): void => this.#onDidChange.fire(editor);
      const follow = (this.#follow = new Lifetime());
      follow.own(editor.session.onDidChange(tell));
      follow.own(editor.session.onDidProgress(tell));
      follow.own(editor.onDidChangeInputFocus(tell));
    }
    this.#onDidChange.fire(editor);
  }
}
