import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const noPatterns = {
  selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]',
  message: 'Write the regular expression down: what a file says is matched in linear time, by globOf.',
};

const noMarkdown = {
  selector: 'Identifier[name="MarkdownString"]',
  message: 'What a file contains is text, not Markdown.',
};
const statusItems = 'createStatusBarItem';
const messages =
  'show(Error|Warning|Information)Message|show(QuickPick|InputBox)|withProgress|setStatusBarMessage|create(QuickPick|InputBox|TreeView)';
const withoutDialogs = (...names) => ({
  selector: `MemberExpression[object.name="window"][property.name=/^(${names.join('|')})$/]`,
  message: 'A link in a file would be one in the message: dialogs.ts shows it as text.',
});

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.vscode-test/**',
      'node_modules/**',
      'test-results/**',
      'media/**',
      // AssemblyScript: checked by its own compiler.
      'src/engine/kernels/simd/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in template strings are what an error message is made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // A pattern that a file or a program gives may take for ever where a regular expression is made of it.
    files: ['src/**', 'webview/**'],
    rules: {
      'no-restricted-syntax': ['error', noPatterns],
    },
  },
  {
    // The pure middle: what it needs from outside comes in as a parameter.
    files: ['src/engine/**', 'src/formats/**', 'src/session/**', 'src/protocol/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'process',
        'Buffer',
        'self',
        'fetch',
        'setTimeout',
        'setInterval',
        'console',
        'navigator',
        'performance',
      ],
    },
  },
  {
    // VS Code takes links and icons out of its own texts: what a file contains gets there through dialogs.ts alone.
    files: ['src/vscode/**'],
    ignores: ['src/vscode/dialogs.ts'],
    rules: { 'no-restricted-syntax': ['error', noPatterns, noMarkdown, withoutDialogs(statusItems, messages)] },
  },
  {
    files: ['src/vscode/statusBar.ts'],
    rules: { 'no-restricted-syntax': ['error', noPatterns, noMarkdown, withoutDialogs(messages)] },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
);
