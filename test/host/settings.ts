/** VS Code's own four colour themes that the panel is checked in, by the name that a user picks. */
export const themes = {
  'Dark Modern': { id: 'Dark Modern', kind: 'vs-dark' },
  'Light Modern': { id: 'Light Modern', kind: 'vs' },
  'Dark High Contrast': { id: 'Default High Contrast', kind: 'hc-black' },
  'Light High Contrast': { id: 'Default High Contrast Light', kind: 'hc-light' },
} as const;

export type Theme = keyof typeof themes;

/** A VS Code that asks nothing, offers nothing and looks the same every time. */
export function quietSettings(theme: Theme = 'Dark Modern'): Record<string, unknown> {
  return {
    'workbench.colorTheme': themes[theme].id,
    'window.autoDetectColorScheme': false,
    'window.autoDetectHighContrast': false,
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.welcomePage.walkthroughs.openOnInstall': false,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'update.showReleaseNotes': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'chat.disableAIFeatures': true,
    'chat.commandCenter.enabled': false,
    'git.enabled': false,
    'git.openRepositoryInParentFolders': 'never',
  };
}
