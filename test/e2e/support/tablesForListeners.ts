import type { Panel } from './panel.js';

interface Node {
  readonly role?: { readonly value: unknown };
  readonly name?: { readonly value: string };
  readonly ignored: boolean;
}

/** Names of the tables in the panel's accessibility tree, as the browser gives it to a screen reader. */
export async function tablesForListeners(panel: Panel): Promise<string[]> {
  const frame = await panel.contentFrame();
  const page = frame.page();
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const inner = panelDocument(root);
    if (!inner) throw new Error('the panel’s page is not in this process');
    const { nodes } = (await session.send('Accessibility.getFullAXTree', { frameId: inner })) as {
      readonly nodes: readonly Node[];
    };
    return nodes
      .filter(({ role, ignored }) => role?.value === 'table' && !ignored)
      .map(({ name }) => name?.value ?? '');
  } finally {
    await session.detach();
  }
}

interface DocumentNode {
  readonly localName: string;
  readonly frameId?: string;
  readonly children?: readonly DocumentNode[];
  readonly contentDocument?: DocumentNode;
}

/** Id of the frame whose document has the panel. */
function panelDocument(node: DocumentNode, frameId?: string): string | undefined {
  if (node.localName === 'bn-panel') return frameId;
  for (const child of node.children ?? []) {
    const found = panelDocument(child, frameId);
    if (found !== undefined) return found;
  }
  return node.contentDocument && panelDocument(node.contentDocument, node.frameId);
}
