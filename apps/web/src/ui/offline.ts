/**
 * Keeps the page for use without a network.
 * @returns how that went, for the reader
 */
export async function keepOffline(): Promise<string> {
  if (!('serviceWorker' in navigator)) return 'needs the network: this address is not a secure one';
  try {
    await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
    await navigator.serviceWorker.ready;
    return 'works without a network from now on';
  } catch (error) {
    return `needs the network: ${(error as Error).message}`;
  }
}
