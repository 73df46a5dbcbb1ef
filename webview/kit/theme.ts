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

/**
 * What `charts.orange` was until it became the colour of a find match, which is translucent, and not there at all in
 * high contrast.
 */
const formerOrange = '#d18616';

/** The theme's orange where it can carry a line or a word: where it is opaque. */
export function chartOrange(themeOrange: string): string {
  const text = themeOrange.trim();
  const isOpaque = /^#([\da-f]{3}|[\da-f]{6})$/i.test(text) || /^rgb\((\s*\d+\s*,?){3}\)$/.test(text);
  return isOpaque ? text : formerOrange;
}

/** Puts the colours that style sheets cannot decide on themselves onto the body. */
export function applyTheme(document: Document): void {
  const orange = getComputedStyle(document.documentElement).getPropertyValue('--vscode-charts-orange');
  document.body.style.setProperty('--bn-orange', chartOrange(orange));
}
