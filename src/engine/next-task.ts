/**
 * Lets everything else that waits on this thread go first: messages, input, drawing. Never held back as timers are, in the
 * background or when nested.
 */
export function nextTask(): Promise<void> {
  // Node's own, since an open port would keep its process from ending.
  if (typeof setImmediate === 'function') return new Promise((go) => setImmediate(go));
  return new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go();
    };
    port2.postMessage(null);
  });
}
