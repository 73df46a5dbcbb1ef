import { TabInputCustom, TabInputText, Uri, window, workspace, type DebugConfiguration } from 'vscode';
import type { ModelSummary } from '../../session/index.js';
import { isProgram, isTensorFile, nameOf } from '../../session/program/paths/index.js';
import { chosenFilesUri, type ChosenTensor } from '../host/chosenFiles.js';
import { layersOf, modelLayerOf } from '../host/modelLayer.js';
import { pickOne } from '../dialogs.js';
import { debugType } from '../ids.js';

/** A launch.json's configuration of our type, from a user's hand. */
export interface Launch {
  readonly program?: unknown;
  readonly layer?: unknown;
  /** By its place in the program's `steps`, from 0: stops before its first pass. */
  readonly step?: unknown;
  readonly stopOnEntry?: unknown;
  readonly noDebug?: unknown;
}

/** @param document as our editor has it: also that of a layer of a model */
export function configurationFor(document: Uri | string): DebugConfiguration {
  const own = typeof document === 'string' ? undefined : modelLayerOf(document);
  const program = own ? pathOf(own.of) : typeof document === 'string' ? document : pathOf(document);
  return {
    type: debugType,
    request: 'launch',
    name: `BatchNorm: ${own?.layer ?? program.replace(/^.*[\\/]/, '')}`,
    program,
    ...(own && { layer: own.layer }),
    stopOnEntry: true,
  };
}

/** The file of the active tab, where it can be debugged. @param shown what our editor shows where the tab is one: a layer of a model */
export function activeProgram(shown?: Uri): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputText || input instanceof TabInputCustom)) return undefined;
  const document = input instanceof TabInputCustom && shown ? shown : input.uri;
  return isProgram(document.toString()) || isTensorFile(document.toString()) ? document : undefined;
}

/** What is to be debugged of a document: of a model one of its layers, which is asked for; undefined: none was chosen. */
export async function configurationAsked(document: Uri): Promise<DebugConfiguration | undefined> {
  const layers = await layersOf(document).catch(() => undefined);
  if (!layers || layers.size === 0) return configurationFor(document);
  const choices = [...layers.keys()].map((label) => ({ label }));
  const question = { title: `Debug ${nameOf(document.toString())}`, placeHolder: 'Which layer?' };
  const layer = choices.length === 1 ? choices[0] : await pickOne(choices, question);
  return layer && { ...configurationFor(document), name: `BatchNorm: ${layer.label}`, layer: layer.label };
}

/**
 * The document that a configuration is about, as our editor has it: of a model that of one of its layers.
 * @throws Error that names what is wrong in it
 */
export async function documentOf({ program, layer }: Launch): Promise<Uri> {
  const document = wholeDocumentOf(program);
  return layer === undefined ? document : layerOf(document, layer);
}

async function layerOf(model: Uri, layer: unknown): Promise<Uri> {
  const name = nameOf(model.toString());
  const documents = await layersOf(model);
  if (documents.size === 0) {
    throw new Error(`launch.json: "layer": expected a model of several layers beside it, found ${name}`);
  }
  const own = typeof layer === 'string' ? documents.get(layer) : undefined;
  if (own) return own;
  const known = [...documents.keys()].slice(0, 20).join(', ');
  throw new Error(`launch.json: "layer": expected a layer of ${name} (${known}), found ${shown(layer)}`);
}

/** A model stands where one of its layers was meant. */
export function noSuchLayer({ title, layers }: ModelSummary): Error {
  const names = layers.slice(0, 20).map(({ name }) => name);
  return new Error(`launch.json: "layer": expected one of ${title} (${names.join(', ')}), found nothing`);
}

function wholeDocumentOf(program: unknown): Uri {
  if (!Array.isArray(program)) return tensorOf(program, 'program').file;
  if (program.length === 0) throw new Error('launch.json: "program": expected at least one file, found none');
  const tensors = program.map((one, index) => tensorOf(one, `program[${index}]`));
  if (tensors.length === 1 && tensors[0].member === undefined) return tensors[0].file;
  const isWhole = tensors.find(({ file }) => isProgram(file.toString()));
  if (isWhole) {
    throw new Error(
      `launch.json: "program": expected tensor files beside each other, found the program ${pathOf(isWhole.file)}`,
    );
  }
  return chosenFilesUri(tensors);
}

function tensorOf(value: unknown, name: string): ChosenTensor {
  if (typeof value === 'string' && value.trim() !== '') return { file: uriOf(value) };
  if (typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string') {
    const { member, part } = value as { readonly member?: unknown; readonly part?: unknown };
    return {
      file: uriOf(value.file),
      ...(typeof member === 'string' && { member }),
      ...(typeof part === 'string' && { part }),
    };
  }
  throw new Error(`launch.json: "${name}": expected the path of a *.bn.json or a tensor file, found ${shown(value)}`);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}

/** A path is absolute, or below the first folder of the workspace. */
function uriOf(path: string): Uri {
  if (/^([/\\]|[a-z]:[/\\])/i.test(path)) return Uri.file(path);
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return Uri.parse(path, true);
  const folder = workspace.workspaceFolders?.at(0);
  if (!folder)
    throw new Error(`launch.json: "program": expected an absolute path where no folder is open, found "${path}"`);
  return Uri.joinPath(folder.uri, path);
}

function pathOf(uri: Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}
