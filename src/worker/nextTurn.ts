/** Resolves when messages and timers have had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Node's own way, which costs next to nothing.
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
