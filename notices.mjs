// The notices that ship with the bundles: whose code and fonts they hold, and under which licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const licenceFile = /^(licen[cs]e|copying)/i;
const noticeFile = /^(licen[cs]e|copying|copyright|notice|third.?party)/i;
const codeFile = /\.([cm]?[jt]sx?|json|html)$/i;

/** Of https://github.com/microsoft/fast, LICENSE: its packages come without. */
const fastLicence = `FAST - https://www.fast.design/

MIT License

Copyright (c) Microsoft Corporation. All rights reserved.

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE
`;

/** What a package does not say itself: the text of its licence, or a second licence beside that of its package.json. */
const stated = {
  '@microsoft/fast-element': { text: fastLicence },
  '@microsoft/fast-foundation': { text: fastLicence },
  '@microsoft/fast-web-utilities': { text: fastLicence },
  '@vscode/codicons': { licence: 'CC-BY-4.0 (the icons and their font, unchanged), MIT (the code)' },
};

/**
 * @param metafiles of esbuild's builds
 * @param root the folder that their paths are relative to
 * @returns one text: each package that has bytes in an output, sorted by name, with its version, author, licence id and
 *   the full text of its licence and notice files
 * @throws an Error that names the package that has no licence id, or no licence file
 */
export function noticesOf(metafiles, root = '.') {
  const sections = new Map();
  for (const folder of foldersOf(metafiles)) {
    const { name, version, section } = describePackage(join(root, folder));
    sections.set(`${name} ${version}`, section);
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  const rule = '='.repeat(80);
  return [
    'Third-party notices\n\nThis extension holds code and a font of these packages, under the licences of their authors.\n',
    ...sorted.map(([heading, section]) => `${rule}\n${heading}\n${section}`),
  ].join('\n');
}

/** The folders of the packages, those within other packages too, that have bytes in an output. */
function foldersOf(metafiles) {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Set(inputs.flatMap(([path]) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
}

function describePackage(folder) {
  const { name, version, license, author, homepage, repository } = JSON.parse(readText(join(folder, 'package.json')));
  const licence = stated[name]?.licence ?? license;
  if (typeof licence !== 'string') {
    throw new Error(`${name} ${version} is bundled, and its package.json has no licence id: notices.mjs can state it.`);
  }
  const files = readdirSync(folder).filter((file) => noticeFile.test(file) && !codeFile.test(file));
  const texts = files.sort().map((file) => `--- ${file}\n\n${readText(join(folder, file))}`);
  if (!files.some((file) => licenceFile.test(file))) {
    const text = stated[name]?.text;
    if (text === undefined) {
      throw new Error(`${name} ${version} is bundled, and has no licence file: notices.mjs can state its text.`);
    }
    texts.unshift(`--- LICENSE\n\n${text}`);
  }
  const facts = [
    ['Licence', licence],
    ['Author', author?.name ?? author],
    ['Source', repository?.url ?? repository ?? homepage],
  ];
  const lines = facts.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`]));
  const section = [lines.join('\n'), ...texts.map((text) => text.trimEnd())].join('\n\n');
  return { name, version, section: `${section}\n` };
}

/** Without the marks of other editors: a BOM, carriage returns. */
function readText(path) {
  return readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}
