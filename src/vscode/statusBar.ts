import { StatusBarAlignment, window, type StatusBarItem } from 'vscode';
import type { SessionSnapshot } from '../protocol/index.js';
import type { SessionFace } from './host/sessionFace.js';
import { asText } from './asText.js';
import type { Disposable } from './lifetime.js';

/** The status bar item while a session is worked with: mode, pass and convention; a click goes to the findings. */
export class StatusBar implements Disposable {
  #item: StatusBarItem | undefined;
  #isVisible = false;

  show(face: SessionFace | undefined): void {
    const snapshot = face?.session.snapshot;
    if (!face || !snapshot) {
      this.#item?.hide();
      this.#isVisible = false;
      return;
    }
    this.#item ??= this.#create();
    const { icon, text } = statusOf(snapshot, face.session.progress !== null);
    this.#item.text = `$(${icon}) ${asText(text)}`;
    this.#item.accessibilityInformation = { label: `BatchNorm: ${text}` };
    this.#item.tooltip = asText(`${snapshot.title}: ${findingsText(snapshot)}. Click for the findings.`);
    this.#item.show();
    this.#isVisible = true;
  }

  get isVisible(): boolean {
    return this.#isVisible;
  }
  get text(): string | undefined {
    return this.#item?.text;
  }

  dispose(): void {
    this.#item?.dispose();
  }

  #create(): StatusBarItem {
    const item = window.createStatusBarItem('batchnorm.status', StatusBarAlignment.Left, 50);
    item.name = 'BatchNorm Debugger';
    item.command = 'batchnorm.focusFindings';
    return item;
  }
}

export function statusOf(snapshot: SessionSnapshot, isRunning: boolean): { icon: string; text: string } {
  const { shown, passes, settings } = snapshot;
  const pass = shown === null ? undefined : passes.at(shown);
  const position = shown === null ? `no pass of ${passes.length} has run` : `pass ${shown + 1} of ${passes.length}`;
  const icon = isRunning ? 'loading~spin' : pass?.mode === 'eval' ? 'debug-breakpoint-log' : 'circle-filled';
  return { icon, text: [pass?.mode ?? 'BatchNorm', position, settings.conventionName].join(', ') };
}

function findingsText({ findings }: SessionSnapshot): string {
  if (findings.length === 0) return 'no findings';
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`;
}
