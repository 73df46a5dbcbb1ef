import { extensions, workspace, type TextDocument } from 'vscode';
import { programLanguage } from './ids.js';
import { Lifetime, type Disposable } from './lifetime.js';
import { log } from './log.js';
import { messageOf } from './messageOf.js';

/**
 * Lets VS Code's own JSON features, the schema's words among them, have our programs. They take part in languages that say so
 * (`jsonLanguageParticipants`), but are not woken up by them.
 */
export function wakeJsonFeatures(): Disposable {
  const life = new Lifetime();
  const look = ({ languageId }: Pick<TextDocument, 'languageId'>): void => {
    if (languageId !== programLanguage) return;
    life.dispose();
    extensions
      .getExtension('vscode.json-language-features')
      ?.activate()
      .then(undefined, (error: unknown) => log().warn(`JSON features: ${messageOf(error)}`));
  };
  life.own(workspace.onDidOpenTextDocument(look));
  for (const document of workspace.textDocuments) look(document);
  return life;
}
