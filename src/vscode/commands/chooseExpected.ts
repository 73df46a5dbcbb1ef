import type { Action, FromPanel } from '../../protocol/index.js';
import type { LiveSession } from '../host/liveSession.js';
import { baseOf } from '../host/sessionDocument.js';
import { chooseTensors } from './chooseTensors.js';
import { filesIn } from './edit.js';

type What = Extract<FromPanel['host'], { readonly kind: 'chooseExpected' }>['of'];

const titles: Readonly<Record<What, string>> = {
  expect: 'Expected Output',
  expectGrad: 'Expected Gradient of the Input',
  runningMean: 'Expected Running Mean',
  runningVar: 'Expected Running Variance',
};

/**
 * Asks for the file of something that is expected of a pass, and writes it into the program. A gradient needs the upstream
 * one, too: where the pass has none, that is asked for next.
 */
export async function chooseExpected(session: LiveSession, pass: number, of: What): Promise<void> {
  const folder = baseOf(session.uri);
  const choose = async (title: string) =>
    (await chooseTensors({ title: `${title}, Pass ${pass + 1}`, folder }, session.browse)).at(0);
  const tensor = await choose(titles[of]);
  if (tensor === undefined) return;
  const isState = of === 'runningMean' || of === 'runningVar';
  const needsUpstream = of === 'expectGrad' && session.snapshot?.passes[pass]?.hasUpstream !== true;
  const upstream = needsUpstream ? await choose('Upstream Gradient') : undefined;
  if (needsUpstream && upstream === undefined) return;
  const action: Action = {
    kind: 'expect',
    pass,
    values: isState
      ? { stateAfter: { [of]: tensor } }
      : { [of]: tensor, ...(upstream !== undefined && { gradOutput: upstream }) },
  };
  await session.act(action, filesIn(action));
}
