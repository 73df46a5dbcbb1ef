import { window, type Uri } from 'vscode';

export interface ChooseOptions {
  readonly title: string;
  readonly canSelectMany?: boolean;
  readonly folder?: Uri;
  readonly filters?: Record<string, string[]>;
}

const tensorFiles = { Tensors: ['npy', 'npz', 'safetensors', 'json'] };

export async function chooseFiles({
  title,
  canSelectMany = false,
  folder,
  filters = tensorFiles,
}: ChooseOptions): Promise<readonly Uri[]> {
  const chosen = await window.showOpenDialog({
    title,
    canSelectMany,
    ...(folder && { defaultUri: folder }),
    filters,
  });
  return chosen ?? [];
}
