/* global document, window */
// Shows the real panel outside VS Code, for looking at it: builds, serves, takes screenshots.
//   node test/harness/run.mjs                       all pictures of visual.md into test-results/panel
//   node test/harness/run.mjs dark-three light-one  only those
//   node test/harness/run.mjs --serve               prints an address and stays
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { load } from '../host/bundle.mjs';
import { fileNamed, fileNames } from './batches.mjs';
import { esbuildKernels } from '../../kernels.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.join(root, 'test-results/panel');
const served = path.join(root, 'test-results/harness');
const themes = JSON.parse(readFileSync(path.join(root, 'test/fixtures/themes.json'), 'utf8'));
const themeNames = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  hc: 'Dark High Contrast',
  hclight: 'Light High Contrast',
};

async function bundle() {
  const shared = {
    outdir: served,
    bundle: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    target: 'es2023',
    sourcemap: 'linked',
    loader: { '.ttf': 'file' },
    tsconfig: path.join(root, 'tsconfig.json'),
    logLevel: 'warning',
    plugins: [esbuildKernels],
  };
  await build({
    ...shared,
    entryPoints: {
      panel: path.join(root, 'webview/main.ts'),
      host: path.join(root, 'test/harness/host.ts'),
    },
    format: 'esm',
    external: ['node:*'],
  });
  // A script, as it ships: of a module that runs as one, functions would be the thread's own properties (`start`).
  await build({
    ...shared,
    entryPoints: { worker: path.join(root, 'src/worker/webEntry.ts') },
    format: 'iife',
    external: ['node:*'],
  });
}

function page(theme) {
  const { bodyClass, vars } = themes[themeNames[theme]];
  const style = Object.entries(vars)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
  const policy = `default-src 'none'; connect-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:`;
  return `<!doctype html><html lang="en" style="${style.replaceAll('"', '&quot;')}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>BatchNorm Debugger</title>
<style>${readFileSync(path.join(root, 'test/fixtures/webviewDefaults.css'), 'utf8')}</style>
<link rel="stylesheet" href="/panel.css"></head><body class="${bodyClass}">
<script type="module" src="/host.js"></script><script type="module" src="/panel.js"></script></body></html>`;
}

const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.map': 'application/json' };

export function serve() {
  const cache = new Map();
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/favicon.ico') return response.end();
    if (url.pathname === '/') {
      response.setHeader('content-type', 'text/html');
      return response.end(page(url.searchParams.get('theme') ?? 'dark'));
    }
    if (url.pathname === '/data/') return response.end(JSON.stringify([...fileNames, ...recordings.keys()]));
    if (url.pathname.startsWith('/data/')) {
      const name = url.pathname.slice(6);
      if (!cache.has(name)) cache.set(name, recordings.get(name) ?? fileNamed(name));
      const bytes = cache.get(name);
      response.statusCode = bytes ? 200 : 404;
      return response.end(bytes ?? '');
    }
    const file = path.join(served, path.basename(url.pathname));
    if (!existsSync(file)) {
      response.statusCode = 404;
      return response.end();
    }
    response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
    return response.end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const all = 'program=pictures.bn.json';
/** Pass 11 before its stage 5, channel 37: as in the pictures. */
async function toPicture(tab) {
  await tab.evaluate(async () => {
    await window.harness.act({ kind: 'runAll' });
    await window.harness.act({ kind: 'goTo', pass: 9 });
    for (let stage = 0; stage < 5; stage++) await window.harness.act({ kind: 'stepInto' });
  });
  await tab
    .locator('.bn-finding .bn-place', { hasText: 'Channel 37' })
    .first()
    .click({ timeout: 2000 })
    .catch(() => {});
  await tab.evaluate(async () => {
    await window.harness.act({ kind: 'goTo', pass: 9 });
    for (let stage = 0; stage < 5; stage++) await window.harness.act({ kind: 'stepInto' });
  });
  await tab.mouse.move(1, 1);
}

/** A page beside the debugger, at pass 10 and channel 37; a number is an experiment. */
function toPage(page) {
  return async (tab) => {
    await toPicture(tab);
    if (page === 'conventions') await tab.getByRole('button', { name: 'Compare conventions' }).click();
    else await tab.locator(`#bn-tab-${typeof page === 'number' ? 'experiments' : page}`).click();
    if (typeof page === 'number') await tab.locator('.bn-choice-row').nth(page).click();
    await tab.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 30_000 });
  };
}

/** The Gap page at its end, with a drifting channel; or with another pass and input. */
function toGap({ pass, input, channel = 37 } = {}) {
  return async (tab) => {
    if (pass !== null) await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
    if (pass) await tab.evaluate((at) => window.harness.act({ kind: 'goTo', pass: at }), pass);
    await tab.locator('#bn-tab-gap').click();
    if (pass === null) return;
    await tab.locator(`.bn-gap-table [data-channel="${channel}"]`).click();
    if (input) {
      await tab.locator('.bn-gap-menu bn-dropdown').click();
      await tab.locator('.bn-gap-menu bn-option', { hasText: input }).click();
    }
    await tab.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 30_000 });
    const lag = tab.locator('bn-gap-channel [data-part=lag]').first();
    if ((await lag.count()) > 0) await lag.hover();
  };
}

/** What was expected, and what explains it. */
async function toCheck(tab) {
  await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
  await tab.evaluate(() => window.harness.act({ kind: 'goTo', pass: 0 }));
  await tab.locator('#bn-tab-check').click();
  await tab.waitForFunction(
    () =>
      document.querySelector('bn-check') !== null &&
      ![...document.querySelectorAll('.bn-rank-section .bn-muted')].some(
        (line) => /fitted|reading/.test(line.textContent.slice(0, 60)) && !/fitted to all/.test(line.textContent),
      ),
    null,
    { timeout: 60_000 },
  );
  await tab.waitForTimeout(400);
}

/** Statistics of all train batches, at the eval pass. */
async function toRepair(tab) {
  await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
  await tab.locator('#bn-tab-repair').click();
  await tab.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, { timeout: 30_000 });
}

/** Channel 29 as labml's float32 code computes it, with the further parameters open. */
async function toEmulated(tab) {
  await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
  await tab.evaluate(() => window.harness.act({ kind: 'goTo', pass: 9 }));
  await tab.locator('.bn-finding .bn-place', { hasText: 'Channel 29' }).first().click({ timeout: 2000 });
  await tab.evaluate(() => window.harness.act({ kind: 'goTo', pass: 9 }));
  await tab.getByRole('button', { name: 'Further parameters' }).click();
}

/** Findings by severity, with what follows from the first. */
async function toFindings(tab) {
  await toPicture(tab);
  await tab.locator('.bn-finding .bn-place').first().click();
  await tab.locator('.bn-follow-row').first().focus();
  await tab.keyboard.press('ArrowRight');
  await tab.getByRole('button', { name: /^info/ }).click();
}

/** A tensor of an archive, and what of it is read. */
function toMember(name, part) {
  return async (tab) => {
    await tab.locator('.bn-tree-row', { hasText: name }).click();
    await tab.locator('.bn-parts').waitFor();
    if (part) await tab.locator('.bn-parts bn-button', { hasText: part }).click();
    if (part) await tab.locator('.bn-first-open').waitFor();
  };
}

/** Five training steps in one file, as passes. */
async function toSteps(tab) {
  await openAxes(tab);
  await tab.evaluate(() => window.harness.act({ kind: 'configure', settings: { passAxis: 0 } }));
  await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
}

async function openAxes(tab) {
  await tab.getByRole('button', { name: 'Axes', exact: true }).click();
}

async function compareAxes(tab) {
  await openAxes(tab);
  await tab.locator('.bn-compare-axes').click();
  await tab.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
}

/** A model with all its cells. */
async function toModel(tab) {
  await tab.waitForFunction(() => window.harness.isComplete(), null, { timeout: 60_000 });
  await tab.waitForFunction(() => document.querySelector('bn-model [aria-busy=true]') === null, null, {
    timeout: 9000,
  });
}

/** A checkpoint at the layer that amplifies. */
async function toState(tab) {
  await tab.locator('.bn-model-row', { hasText: 'layer2.2.bn2' }).click();
  await tab.mouse.move(1, 1);
}

/** A layer that is opened from it. */
async function toLayer(tab) {
  await toModel(tab);
  await tab.locator('.bn-model-name', { hasText: 'layer2.1.bn1' }).click();
  await tab.locator('bn-header').waitFor();
}

/** Gradients of a Linear. */
async function toLinear(tab) {
  await tab.evaluate(() => window.harness.act({ kind: 'runAll' }));
  await tab.locator('#bn-tab-gradients').click();
}

/** The Compare page where the debugger's charts are zoomed. */
async function toZoomed(tab) {
  await toPage('compare')(tab);
  await tab.locator('.bn-plot-chart').first().focus();
  for (let i = 0; i < 3; i++) await tab.keyboard.press('+');
}

/** Two things were set, a branch each. */
async function toBranches(tab) {
  await toPicture(tab);
  await tab.evaluate(async () => {
    await window.harness.act({ kind: 'set', pass: 4, values: { momentum: 0.5 } });
    await window.harness.act({ kind: 'set', pass: 8, values: { eps: 0.001 } });
  });
}

const sizes = {
  three: [1280, 800],
  large: [1600, 1000],
  wide: [1800, 1100],
  two: [1000, 800],
  one: [640, 1350],
  small: [320, 1600],
  narrow: [640, 900],
  phone: [520, 900],
};
const shots = {};
for (const theme of Object.keys(themeNames)) {
  for (const size of Object.keys(sizes)) shots[`${theme}-${size}`] = { theme, size, query: all, then: toPicture };
  for (const size of ['three', 'two', 'narrow']) {
    for (const page of ['conventions', 'compare', 'repair', 'gradients', 'experiments']) {
      shots[`${theme}-${page}-${size}`] = { theme, size, query: all, then: toPage(page) };
    }
    // In one column the experiments are a menu, no list.
    for (let at = 0; size !== 'narrow' && at < 7; at++)
      shots[`${theme}-experiment-${at}-${size}`] = { theme, size, query: all, then: toPage(at) };
  }
  for (const size of ['three', 'two', 'narrow'])
    shots[`${theme}-branches-${size}`] = { theme, size, query: all, then: toBranches };
  for (const size of ['three', 'large', 'two', 'one', 'small'])
    shots[`${theme}-gap-${size}`] = { theme, size, query: 'program=gap.bn.json', then: toGap() };
  shots[`${theme}-gap-none`] = { theme, size: 'three', query: 'program=gap.bn.json', then: toGap({ pass: null }) };
  shots[`${theme}-gap-train`] = {
    theme,
    size: 'three',
    query: 'program=gap.bn.json',
    then: toGap({ input: 'train', channel: 40 }),
  };
  shots[`${theme}-gap-nan`] = { theme, size: 'three', query: all, then: toGap({ channel: 22 }) };
  for (const size of ['three', 'two', 'narrow'])
    shots[`${theme}-emulated-${size}`] = { theme, size, query: 'program=emulated.bn.json', then: toEmulated };
  for (const rank of [2, 3, 4, 5, 6]) {
    for (const size of ['three', 'two', 'narrow', 'phone']) {
      const query = `files=rank${rank}.npy`;
      shots[`${theme}-axes-${rank}-${size}`] = { theme, size, query, then: openAxes };
      shots[`${theme}-axis-comparison-${rank}-${size}`] = { theme, size, query, then: compareAxes };
    }
    for (const size of ['three', 'two', 'phone'])
      shots[`${theme}-steps-${size}`] = { theme, size, query: 'files=steps.npy', then: toSteps };
    shots[`${theme}-rank-${rank}`] = { theme, size: 'three', query: `files=rank${rank}.npy` };
  }
  for (const size of ['three', 'two', 'narrow', 'phone']) {
    for (const kind of ['Off', 'Agrees', 'Nothing', 'Shape', 'Twisted']) {
      const query = `program=check${kind}.bn.json`;
      shots[`${theme}-check-${kind.toLowerCase()}-${size}`] = { theme, size, query, then: toCheck };
    }
  }
  for (const size of ['three', 'two', 'one'])
    shots[`${theme}-repair-all-${size}`] = { theme, size, query: all, then: toRepair };
  shots[`${theme}-repair-none`] = {
    theme,
    size: 'three',
    query: all,
    then: (tab) => tab.locator('#bn-tab-repair').click(),
  };
  for (const size of ['three', 'narrow']) {
    shots[`${theme}-linear-${size}`] = { theme, size, query: 'program=linear.bn.json', then: toLinear };
    shots[`${theme}-zoomed-${size}`] = { theme, size, query: all, then: toZoomed };
  }
  for (const size of ['three', 'large', 'two', 'narrow', 'one', 'small'])
    for (const name of ['model', 'few', 'many', 'none'])
      shots[`${theme}-${name}-${size}`] = { theme, size, query: `program=${name}.bn.json`, then: toModel };
  for (const size of ['three', 'narrow'])
    shots[`${theme}-layer-${size}`] = { theme, size, query: 'program=model.bn.json', then: toLayer };
  for (const size of ['three', 'two', 'phone', 'small'])
    shots[`${theme}-findings-${size}`] = { theme, size, query: all, then: toFindings };
  shots[`${theme}-first`] = { theme, size: 'three', query: 'files=acts.npy' };
  for (const size of ['three', 'narrow', 'small']) {
    shots[`${theme}-archive-${size}`] = { theme, size, query: 'files=acts.npz' };
    shots[`${theme}-parts-${size}`] = { theme, size, query: 'files=acts.npz', then: toMember('spectrum') };
    shots[`${theme}-member-${size}`] = {
      theme,
      size,
      query: 'files=acts.npz',
      then: toMember('spectrum', 'magnitude'),
    };
  }
  for (const size of ['three', 'wide', 'two', 'narrow', 'one', 'small']) {
    const files = 'files=step_200.safetensors';
    shots[`${theme}-checkpoint-${size}`] = {
      theme,
      size,
      query: `${files}&against=step_060.safetensors`,
      then: toState,
    };
    shots[`${theme}-checkpoint-alone-${size}`] = { theme, size, query: files, then: toState };
    shots[`${theme}-checkpoint-part-${size}`] = { theme, size, query: `${files}&against=part.safetensors` };
    shots[`${theme}-checkpoint-tensors-${size}`] = {
      theme,
      size,
      query: files,
      then: (tab) => tab.getByRole('tab', { name: 'Tensors' }).click(),
    };
    shots[`${theme}-checkpoint-many-${size}`] = { theme, size, query: 'files=thousands.safetensors' };
  }
  shots[`${theme}-refused`] = { theme, size: 'three', query: 'files=broken.npy' };
}

await bundle();
const recordings = new Map([
  ...(await load('test/harness/recordings.ts')).recordingFiles(),
  ...(await load('test/harness/checkpoints.ts')).checkpointFiles(),
]);
const server = await serve();
const address = `http://127.0.0.1:${server.address().port}/`;
if (process.argv.includes('--serve')) {
  console.log(`${address}?theme=dark&${all}`);
} else {
  mkdirSync(out, { recursive: true });
  const { browserExecutable } = await load('test/host/chromium.ts');
  const browser = await chromium.launch({
    executablePath: browserExecutable(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  for (const name of wanted.length > 0 ? wanted : Object.keys(shots)) {
    const { theme, size, query, then } = shots[name];
    const [width, height] = sizes[size];
    const tab = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1.5 });
    tab.on('console', (message) => console.log(`${name}: ${message.type()}: ${message.text()}`));
    tab.on('pageerror', (error) => console.log(`${name}: ${error.stack ?? error.message}`));
    await tab.goto(`${address}?theme=${theme}&${query}`);
    await tab.evaluate(() => window.harness.opened);
    if (then) await then(tab);
    await tab.waitForTimeout(700);
    await tab.screenshot({ path: path.join(out, `${name}.png`) });
    console.log(path.relative(root, path.join(out, `${name}.png`)));
    await tab.close();
  }
  await browser.close();
  server.close();
}
