import { Uri, type Webview } from 'vscode';

/** Folders that a panel may load from. */
export function panelRoots(extension: Uri): Uri[] {
  return [Uri.joinPath(extension, 'dist')];
}

/** The panel's page: our script and our styles, and nothing else that runs or loads. */
export function panelHtml(webview: Webview, extension: Uri): string {
  const nonce = newNonce();
  const [root] = panelRoots(extension);
  const source = (name: string): string => webview.asWebviewUri(Uri.joinPath(root, name)).toString();
  // 'unsafe-inline' for styles only: the toolkit adds style elements of its own.
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>BatchNorm Debugger</title>
    <link rel="stylesheet" href="${source('panel.css')}" />
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${source('panel.js')}"></script>
  </body>
</html>`;
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
