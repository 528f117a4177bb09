import { line } from './line.js';

/**
 * Tells the network that the page has taken everything up to this change. Until then it counts as missed: a
 * browser that dies with it in a socket is told of it as new when it is back. Said once at the start, so that
 * the network believes the page over what it was handed.
 */
export function acknowledge(seq) {
  line.send({ t: 'got', seq });
}
