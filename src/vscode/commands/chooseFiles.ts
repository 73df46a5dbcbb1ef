import { window, type Uri } from 'vscode';

export interface ChooseOptions {
  readonly title: string;
  readonly canSelectMany?: boolean;
  readonly folder?: Uri;
  readonly filters?: Record<string, string[]>;
}

export const archiveEndings = ['npz', 'safetensors', 'pt', 'pth', 'ckpt', 'bin', 'h5', 'hdf5', 'keras'];
const tensorFiles = { Tensors: ['npy', 'json', ...archiveEndings], 'All Files': ['*'] };

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
