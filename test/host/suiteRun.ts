import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { limits } from '../patience.mjs';

/** A suite that says nothing for so long hangs, in ms. */
const silence = limits.start + limits.integrationTest;

/**
 * Follows a test suite that the page's extension host is about to run: prints what it prints, and resolves to the exit
 * code of its `run()`. Rejects when the page crashes or the suite falls silent, with `evidence()`.
 */
export async function followSuite(page: Page, evidence: () => string): Promise<{ readonly exitCode: Promise<number> }> {
  const heard: { at: number } = { at: Date.now() };
  await page.exposeFunction('codeAutomationLog', (type: string, told: readonly unknown[]) => {
    heard.at = Date.now();
    const line = suiteLine(told);
    if (line !== undefined) (type === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
  });
  const exitCode = new Promise<number>((resolve, reject) => {
    const timer = setInterval(() => {
      if (Date.now() - heard.at > silence) fail(`the suite has been silent for ${silence / 1000} s`);
    }, 1000);
    const fail = (why: string) => {
      clearInterval(timer);
      reject(new Error(`${why}:\n${evidence()}`));
    };
    page.on('crash', () => fail('the browser page crashed'));
    page.on('close', () => clearInterval(timer));
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
  return { exitCode };
}

/** What VS Code says of itself while a suite runs here: no network, no natives, no account. */
const chatter = [
  /^Resolv(ing|ed) connection token/,
  /^Creating a socket/,
  /^Updating additional builtin extensions cache/,
  /^\[(reconnection-grace-time|Service Worker|AgentHost|AccountPolicyGate)/,
  /Could not locate the bindings file/,
  /Cannot find module '.*watchdog'/,
  /^getaddrinfo|open-vsx\.org/,
  /^Timed out waiting for authentication provider/,
];

function suiteLine(told: readonly unknown[]): string | undefined {
  const line = format(...told);
  return chatter.some((pattern) => pattern.test(line)) ? undefined : line;
}
