import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launchWorkbench } from './launchWorkbench.js';
import { repository, resultsFolder } from './repository.js';
import { themes, type Theme } from './settings.js';
import type { Workbench } from './workbench.js';

const sizes = [
  { width: 1600, height: 1000 },
  { width: 1280, height: 800 },
  { width: 640, height: 900 },
] as const;

/** What a picture shows, and how a user gets there. */
const scenes: Readonly<Record<string, (workbench: Workbench) => Promise<void>>> = {
  'first-open': async (workbench) => {
    await workbench.openFile('bn2/batch_000.npy');
    await workbench.panel().getByText('No pass has run').waitFor();
  },
  passes: async (workbench) => {
    await workbench.openFile('bn2.bn.json');
    await workbench.command('BatchNorm: Debug Tensor');
    await workbench.panel().getByText('No pass has run').waitFor();
    await workbench.command('View: Close Other Editors in Group');
    await workbench.command('BatchNorm: Run All');
    await workbench.panel().getByText('Pass 13').first().waitFor();
    await workbench.panel().getByRole('region', { name: 'Findings' }).getByRole('button').first().click();
  },
  debug: async (workbench) => {
    const { page } = workbench;
    const press = (name: RegExp) => page.locator('.debug-toolbar').getByRole('button', { name }).click();
    await workbench.openFile('bn2.bn.json');
    await page.locator('.codelens-decoration').first().waitFor();
    await workbench.startDebugging();
    await page.locator('.debug-top-stack-frame-line').first().waitFor();
    await workbench.command('BatchNorm: Show in Panel');
    await workbench.panel().getByText('No pass has run').waitFor();
    for (let pass = 1; pass <= 8; pass++) {
      await press(/^Step Over/);
      await workbench.panel().getByText(`Pass ${pass}`, { exact: true }).waitFor();
    }
    await page.keyboard.press('ControlOrMeta+Shift+D');
    await page.locator('.debug-variables .monaco-list-row').first().waitFor();
  },
  refused: async (workbench) => {
    await workbench.openFile('refused.npy');
    await workbench.panel().getByRole('alert').first().waitFor();
  },
};

/** What users get, without the words that VS Code adds to an extension under development. */
const vsix = join(repository, 'batchnorm-debugger.vsix');

/** Those that the README shows, by what they are called in media. */
const shownInReadme: Readonly<Record<string, string>> = {
  'passes Dark Modern 1600x1000': 'panel.png',
  'debug Dark Modern 1280x800': 'debug.png',
};

/** Takes every scene in every theme and size, or those whose names hold all of `words`. */
export async function takeScreenshots(words: readonly string[]): Promise<void> {
  const folder = join(resultsFolder, 'screenshots');
  await mkdir(folder, { recursive: true });
  const workspace = await samplesWithRefused();
  try {
    for (const theme of Object.keys(themes) as Theme[]) {
      for (const [scene, show] of Object.entries(scenes)) {
        const wanted = sizes
          .map((size) => ({ size, name: `${scene} ${theme} ${size.width}x${size.height}` }))
          .filter(({ name }) => words.every((word) => name.includes(word)));
        if (wanted.length === 0) continue;
        const settings = { 'debug.internalConsoleOptions': 'neverOpen' };
        const workbench = await launchWorkbench({ workspace, vsix, theme, settings, viewport: wanted[0].size });
        try {
          await show(workbench);
          for (const { size, name } of wanted) {
            await workbench.page.setViewportSize(size);
            await workbench.showSideBar(size.width >= 1000);
            await workbench.whenStill();
            const path = join(folder, `${name.replaceAll(' ', '-')}.png`);
            await workbench.screenshot(path);
            console.log(path);
            if (name in shownInReadme) await copyFile(path, join(repository, 'media', shownInReadme[name]));
          }
        } finally {
          await workbench.dispose();
        }
      }
    }
  } finally {
    await rm(dirname(workspace), { recursive: true, force: true });
  }
}

/** The samples, and beside them a file whose dtype NumPy does not know. */
async function samplesWithRefused(): Promise<string> {
  const workspace = join(await mkdtemp(join(tmpdir(), 'batchnorm-screenshots-')), 'samples');
  await cp(join(repository, 'media', 'samples'), workspace, { recursive: true });
  const header = "{'descr': '<f3', 'fortran_order': False, 'shape': (16, 6, 10, 10), }";
  const text = header.padEnd(117) + '\n';
  const preamble = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  await writeFile(join(workspace, 'refused.npy'), Buffer.concat([preamble, Buffer.from(text), Buffer.alloc(76_800)]));
  return workspace;
}
