import type { Link } from '../../../webview/store/link.js';
import type { Panel } from '../../../webview/panel.js';
import type { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';

/**
 * The least that anything takes which the worker has to be asked for, in ms: from a click to the paint of one changed
 * word, whose cause went from the panel to the host, to the worker, and back. What the worker is asked for is a short
 * list that needs no computing, and the panel draws nothing else.
 */
export async function timeOfFloor({ frame }: BenchPanel): Promise<number> {
  await frame.evaluate(addWord, wordId);
  try {
    return await timeToPaint(frame, 'click', () => frame.locator(`#${wordId}`).click());
  } finally {
    await frame.evaluate((id) => document.getElementById(id)?.remove(), wordId);
  }
}

const wordId = 'bench-floor';

/** Runs in the panel's page: a word over its corner that takes the panel's own way to the session. */
function addWord(id: string): void {
  const panel = document.querySelector<Panel>('bn-panel');
  if (!panel) throw new Error('the panel is not there');
  // Private to the store: an answer that the store hears of would have all views drawn.
  const { link } = panel.store as unknown as { readonly link: Link };
  const word = document.createElement('button');
  word.id = id;
  word.textContent = 'asked';
  Object.assign(word.style, { position: 'fixed', left: '0', top: '0', zIndex: '9' });
  word.onclick = () => void link.view('experiments', {}).then(() => (word.textContent = 'answered'));
  document.body.append(word);
}
