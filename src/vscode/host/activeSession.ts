import { Emitter } from '../emitter.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { SessionFace, SessionFaces } from './sessionFace.js';

/** Fires when another face becomes active, and whenever the active one's session changes or starts and stops working. */
export class ActiveSession implements Disposable {
  readonly #life = new Lifetime();
  readonly #onDidChange = this.#life.own(new Emitter<SessionFace | undefined>());
  readonly onDidChange = this.#onDidChange.event;
  #follow: Lifetime | undefined;

  constructor(faces: SessionFaces) {
    this.#life.own(faces.onDidChangeActive((face) => this.#attach(face)));
    this.#life.own({ dispose: () => this.#follow?.dispose() });
  }

  dispose(): void {
    this.#life.dispose();
  }

  #attach(face: SessionFace | undefined): void {
    this.#follow?.dispose();
    this.#follow = undefined;
    if (face) {
      const tell = (): void => this.#onDidChange.fire(face);
      const follow = (this.#follow = new Lifetime());
      follow.own(face.session.onDidChange(tell));
      follow.own(face.session.onDidProgress(tell));
      if (face.panel) follow.own(face.panel.onDidChangeInputFocus(tell));
    }
    this.#onDidChange.fire(face);
  }
}
