import type { Uri } from 'vscode';
import { Emitter } from '../emitter.js';
import type { SessionFaces } from '../host/sessionFace.js';
import type { Disposable } from '../lifetime.js';
import type { TensorEditor } from './tensorEditor.js';

/** The editors that are open, and the one that commands mean. */
export class OpenEditors implements SessionFaces, Disposable {
  /** The one that was active last comes last. */
  readonly #editors = new Set<TensorEditor>();
  readonly #onDidChangeActive = new Emitter<TensorEditor | undefined>();
  readonly onDidChangeActive = this.#onDidChangeActive.event;
  #active: TensorEditor | undefined;

  get active(): TensorEditor | undefined {
    return this.#active;
  }
  get recent(): TensorEditor | undefined {
    return this.#active ?? this.all.at(-1);
  }
  get all(): readonly TensorEditor[] {
    return [...this.#editors];
  }

  on(document: Uri): TensorEditor | undefined {
    return this.all.findLast(({ session }) => session.uri.toString() === document.toString());
  }

  add(editor: TensorEditor): Disposable {
    this.#editors.add(editor);
    this.viewStateChanged(editor);
    return {
      dispose: () => {
        this.#editors.delete(editor);
        if (this.#active === editor) this.#activate(undefined);
      },
    };
  }

  viewStateChanged(editor: TensorEditor): void {
    if (editor.isActive) {
      this.#editors.delete(editor);
      this.#editors.add(editor);
      this.#activate(editor);
    } else if (this.#active === editor) this.#activate(undefined);
  }

  /** The editor shows another session than before. */
  sessionChanged(editor: TensorEditor): void {
    if (this.#active === editor) this.#onDidChangeActive.fire(editor);
  }

  dispose(): void {
    this.#onDidChangeActive.dispose();
  }

  #activate(editor: TensorEditor | undefined): void {
    if (this.#active === editor) return;
    this.#active = editor;
    this.#onDidChangeActive.fire(editor);
  }
}
