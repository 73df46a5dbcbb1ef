import type { Action, RunAction } from './action.js';
import type { RunOptions } from './computePass.js';
import { moveFrom, type Move } from './moveFrom.js';
import type { SessionOwner } from './sessionOwner.js';
import type { Stop } from './stop.js';

/**
 * What stopped it is told of what runs until something does.
 * @param run how something runs that stops at more than its pass and step
 * @throws FormatError, EngineError, or the signal's reason; the owner holds a valid session all the same
 */
export async function carryOut(
  owner: SessionOwner,
  action: Action,
  options: RunOptions,
  run: (action: RunAction) => Promise<Stop> = (request) => owner.run(request, options),
): Promise<Stop | undefined> {
  const move = moveFrom(owner.session, action);
  if (move.kind === 'run') return run(move);
  if (move.kind === 'runAll') return owner.runAll(options);
  await changeBy(owner, move, options);
  return undefined;
}

function changeBy(
  owner: SessionOwner,
  action: Exclude<Move, { readonly kind: 'run' | 'runAll' }>,
  options: RunOptions,
): Promise<void> | void {
  switch (action.kind) {
    case 'pass':
      return owner.pass(action.mode, options);
    case 'stepBack':
      owner.stepBack();
      return;
    case 'stepInto':
      return owner.stepInto(options);
    case 'stepOut':
      owner.stepOut();
      return;
    case 'reset':
      owner.reset();
      return;
    case 'goTo':
      return owner.goTo(action.pass, action.stage ?? null, options);
    case 'configure':
      return owner.configure(action.settings, options);
    case 'addBatches':
      return owner.addBatches(action.uris, action.replace ?? false, options);
    case 'split':
      return owner.split(action.batchSize, options);
    case 'removePass':
      return owner.removePass(action.pass, options);
    case 'set':
      return owner.set(action.pass, action.values, options);
    case 'switchBranch':
      return owner.switchBranch(action.name, options);
    case 'removeBranch':
      owner.removeBranch(action.name);
      return;
    case 'choosePart':
      return owner.choosePart(action.from, action.part, options);
    case 'expect':
      return owner.expect(action.pass, action.values, options);
    case 'tolerate':
      return owner.tolerate(action.rtol, action.atol, options);
    case 'allow':
      return;
    case 'undo':
      return owner.undo(options);
    case 'redo':
      return owner.redo(options);
    case 'reload':
      return owner.reload(options);
  }
}
