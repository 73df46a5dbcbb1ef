export type ThemeKind = 'dark' | 'light' | 'hc-dark' | 'hc-light';

/** VS Code names the theme's kind in the body's classes; the light high contrast also carries the dark one's class. */
export function themeKind(body: HTMLElement): ThemeKind {
  const classes = body.classList;
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc-dark';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** Calls back when the user changes the theme or one of its colours. */
export function observeTheme(document: Document, changed: (kind: ThemeKind) => void): { dispose(): void } {
  const observer = new MutationObserver(() => changed(themeKind(document.body)));
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return { dispose: () => observer.disconnect() };
}
