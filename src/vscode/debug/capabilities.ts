import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';

/** What our debugger can do, and the findings that it can stop at: by severity, and one by one. */
export function capabilities(rules: readonly string[]): Protocol.Capabilities {
  const severities = [
    { filter: 'error', label: 'Findings: errors', default: false },
    { filter: 'warning', label: 'Findings: warnings', default: false },
    { filter: 'info', label: 'Findings: notes', default: false },
  ];
  return {
    supportsConfigurationDoneRequest: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
    supportsStepBack: true,
    supportsRestartRequest: true,
    supportsGotoTargetsRequest: true,
    supportsSetVariable: true,
    supportsSetExpression: true,
    supportsEvaluateForHovers: true,
    supportsDataBreakpoints: true,
    supportsExceptionInfoRequest: true,
    supportsClipboardContext: true,
    exceptionBreakpointFilters: [
      ...severities,
      ...rules.map((filter) => ({ filter, label: `Finding: ${filter}`, default: false })),
    ],
  };
}
