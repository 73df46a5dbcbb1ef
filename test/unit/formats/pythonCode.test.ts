import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memorySource, openArchive, openTensor, printable } from '../../../src/formats/index.js';
import { pythonString } from '../../../src/formats/pythonCode.js';
import { patience } from '../../patience.mjs';
import { npyFile, npyHeader } from './npyFile.js';
import { npzFile } from './npzFile.js';
import { refusalOf } from './refusalOf.js';

/** Pythons of this machine, of which each test takes the first that has what the code imports. */
const pythons = ['/usr/bin/python3', 'python3', 'python'];
const has = (module: string) => (python: string) =>
  spawnSync(python, ['-c', `import ${module}`], { timeout: patience(30) }).status === 0;
const pythonWith = (module: string): string | undefined => pythons.find(has(module));

interface Case {
  readonly file: string;
  readonly make: string;
  readonly writes: string;
  /** What Python needs beside NumPy. */
  readonly needs?: string;
}

const cases: readonly Case[] = [
  { file: 'c.npy', make: "np.save('c.npy', np.ones((3, 2), np.complex64))", writes: 'c_converted.npy' },
  { file: 'o.npy', make: "np.save('o.npy', np.array([[1, 2], [3, 4], None], object)[:2])", writes: 'o_converted.npy' },
  { file: 's.npy', make: "np.save('s.npy', np.array(['1.5', '2']))", writes: 's_converted.npy' },
  { file: 'd.npy', make: "np.save('d.npy', np.array(['2020-01-01'], 'M8[D]'))", writes: 'd_converted.npy' },
  { file: 'g.npy', make: "np.save('g.npy', np.ones(3, np.longdouble))", writes: 'g_converted.npy' },
  {
    file: 'v.npy',
    make: "np.save('v.npy', np.array([16256, 16384], np.uint16).view('V2'))",
    writes: 'v_converted.npy',
  },
  { file: 'r.npy', make: "np.save('r.npy', np.zeros(3, [('a', 'f4'), ('b', 'i4')]))", writes: 'r_converted.npy' },
  { file: "it's.npy", make: 'np.save("it\'s.npy", np.ones(2, np.complex128))', writes: 'it_s_converted.npy' },
  { file: 'ü .npy', make: "np.save('ü .npy', np.ones(2, np.complex128))", writes: '_ _converted.npy' },
  { file: 'p.pkl', make: "pickle.dump(np.ones((2, 3)), open('p.pkl', 'wb'))", writes: 'p_converted.npy' },
  { file: 'z.gz', make: "gzip.open('z.gz', 'wb').write(b'x')", writes: 'z' },
  { file: 'u.json', make: "open('u.json', 'w', encoding='utf-16').write('[1, 2]')", writes: 'u_converted.json' },
  {
    file: 'j.json',
    make: `open('j.json', 'w').write('{"shape": [2], "data": [1, 300], "dtype": "uint8"}')`,
    writes: 'j_converted.npy',
  },
  { file: 'm.mat', make: "scipy.io.savemat('m.mat', {'x': np.ones(3)})", writes: 'm_converted.npz', needs: 'scipy.io' },
  {
    file: 'h.h5',
    make: "h5py.File('h.h5', 'w', libver='latest').create_dataset('a/b', data=np.ones((4, 4)), chunks=(2, 2))",
    writes: 'h_converted.npz',
    needs: 'h5py',
  },
  {
    file: 'wide.pt',
    make: "torch.save({'x': torch.ones(1, dtype=torch.bfloat16).expand(99999)}, 'wide.pt')",
    writes: 'wide_converted.npz',
    needs: 'torch',
  },
  {
    file: 'old.pt',
    make: "torch.save({'state_dict': {'x': torch.ones(1).expand(99999)}}, 'old.pt', _use_new_zipfile_serialization=False)",
    writes: 'old_converted.npz',
    needs: 'torch',
  },
];

describe('what a refusal says to paste', () => {
  const numpy = pythonWith('numpy');
  for (const { file, make, writes, needs } of cases) {
    const python = needs === undefined ? numpy : pythonWith(needs);
    it.skipIf(python === undefined)(`reads ${file} as it is, and writes ${writes}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'paste-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const run = (code: string): void => {
        const { status, stderr } = spawnSync(python ?? '', ['-c', code], { cwd: folder, encoding: 'utf8' });
        expect(stderr.replaceAll(/^.*Warning.*$\n?.*\n?/gm, '')).toBe('');
        expect(status).toBe(0);
      };
      run(`import gzip, pickle\nimport numpy as np\n${needs === undefined ? '' : `import ${needs}\n`}${make}`);
      const before = readFileSync(join(folder, file));
      const { code } = await refusalOf(file, new Uint8Array(before));
      run(code ?? '');
      expect(readFileSync(join(folder, file)).equals(before)).toBe(true);
      expect(readdirSync(folder).toSorted()).toEqual([file, writes].toSorted());
      const source = memorySource(writes, new Uint8Array(readFileSync(join(folder, writes))));
      if (writes.endsWith('.npz')) expect((await openArchive(source)).members.length).toBeGreaterThan(0);
      else if (writes !== 'z') await (await openTensor(source)).read();
    });
  }

  it.each(["it's.zst", 'a b\\c.zst', "a\u202e\u0007\u0085\\b'.zst"])(
    'is words of a shell that are %j again',
    async (file) => {
      const { code = '' } = await refusalOf(file, Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0));
      expect(printable(code, Infinity)).toBe(code);
      const { stdout } = spawnSync('bash', ['-c', code.replace('zstd', "LC_ALL=C.UTF-8; printf '%s\\n'")], {
        encoding: 'utf8',
      });
      expect(stdout.split('\n').slice(0, 5)).toEqual(['-d', '--', file, '-o', file.replace('.zst', '.unpacked')]);
    },
  );

  it('names a member of an archive, and writes it by itself', async () => {
    const content = npzFile({ 'conv1/x': npyFile(npyHeader("'<c8'", '(2,)'), { dataBytes: 16 }) });
    expect((await refusalOf('a.npz', content)).code).toBe(
      "import numpy as np\nx = np.load('a.npz')['conv1/x']\nnp.save('x_converted.npy', x.real)",
    );
  });

  it.each([
    ["it's", '"it\'s"'],
    [`both ' and "`, `'both \\' and "'`],
    ['back\\slash', "'back\\\\slash'"],
    ['\u202eturned\n', "'\\u202eturned\\x0a'"],
    ['ünï', "'ünï'"],
    ['\u{1f600}', "'\\U0001f600'"],
  ])('writes %j as the literal %s', (text, literal) => {
    expect(pythonString(text)).toBe(literal);
    if (numpy === undefined) return;
    const { stdout } = spawnSync(numpy, ['-c', `import json; print(json.dumps(${literal}))`], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toBe(text);
  });

  it('writes nothing where it could write over something', async () => {
    const { code } = await refusalOf('x_converted.npy', npyFile(npyHeader("'<c8'", '(2,)'), { dataBytes: 16 }));
    expect(code).toContain("np.save('x_converted_converted.npy'");
  });
});
