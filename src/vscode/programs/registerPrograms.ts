import { languages, lm, workspace, type TextDocument } from 'vscode';
import { runToolName } from '../ids.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { log } from '../log.js';
import { messageOf } from '../messageOf.js';
import type { ProgramCompletion } from './programCompletion.js';
import { isProgramDocument, programSelector } from './programDocument.js';
import type { Programs } from './programs.js';
import type { RunTool, RunToolInput } from './tools/runTool.js';

/** A path begins, or goes on. */
const completionTriggers = ['"', '/'];

/** What is loaded when one of them is first asked for. */
interface ProgramParts {
  readonly programs: () => Promise<Programs>;
  readonly completion: () => Promise<ProgramCompletion>;
  readonly tool: () => Promise<RunTool>;
}

/** Program files as VS Code knows files: problems, completion, CodeLens, and a tool for language models. */
export function registerPrograms({ programs, completion, tool }: ProgramParts): Disposable {
  const life = new Lifetime();
  life.own(
    languages.registerCodeLensProvider(programSelector, {
      provideCodeLenses: async (document) => (await programs()).lenses.provideCodeLenses(document),
    }),
  );
  life.own(
    languages.registerCompletionItemProvider(
      programSelector,
      { provideCompletionItems: async (document, at) => (await completion()).provideCompletionItems(document, at) },
      ...completionTriggers,
    ),
  );
  life.own(
    lm.registerTool<RunToolInput>(runToolName, {
      prepareInvocation: async (options) => (await tool()).prepareInvocation(options),
      invoke: async (...given) => (await tool()).invoke(...given),
    }),
  );
  life.own(wakeForProgram(programs));
  return life;
}

/** The first program that is open as text wakes up what looks at programs, which looks for itself from then on. */
function wakeForProgram(programs: () => Promise<Programs>): Disposable {
  const life = new Lifetime();
  let isWaking = false;
  const look = (document: TextDocument): void => {
    if (life.isOver || isWaking || !isProgramDocument(document)) return;
    isWaking = true;
    programs().then(
      () => life.dispose(),
      (error: unknown) => {
        isWaking = false;
        log().error(messageOf(error));
      },
    );
  };
  life.own(workspace.onDidOpenTextDocument(look));
  for (const document of workspace.textDocuments) look(document);
  return life;
}
