import type { Action } from './action.js';
import type { RunOptions } from './computePass.js';
import type { SessionOwner } from './sessionOwner.js';

/** @throws FormatError, EngineError, or the signal's reason; the owner holds a valid session all the same */
export async function carryOut(owner: SessionOwner, action: Action, options: RunOptions): Promise<void> {
  switch (action.kind) {
    case 'pass':
      return owner.pass(action.mode, options);
    case 'stepBack':
      owner.stepBack();
      return;
    case 'stepInto':
      return owner.stepInto(options);
    case 'runAll':
      return owner.runAll(options);
    case 'reset':
      owner.reset();
      return;
    case 'goTo':
      return owner.goTo(action.pass, options);
    case 'configure':
      return owner.configure(action.settings, options);
    case 'addBatches':
      return owner.addBatches(action.uris, action.replace ?? false, options);
    case 'split':
      return owner.split(action.batchSize, options);
    case 'removePass':
      return owner.removePass(action.pass, options);
    case 'choosePart':
      return owner.choosePart(action.from, action.part, options);
    case 'undo':
      return owner.undo(options);
    case 'redo':
      return owner.redo(options);
    case 'reload':
      return owner.reload(options);
  }
}
