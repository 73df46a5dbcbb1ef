import { Messenger } from 'vscode-messenger';
import { log } from '../log.js';

/** The messenger speaks on the console of the extension host, where nobody looks, about every panel that is closing. */
export class QuietMessenger extends Messenger {
  protected override log(text: string, level: 'debug' | 'warn' | 'error' = 'debug'): void {
    if (level !== 'debug') log().debug(text);
  }
}
