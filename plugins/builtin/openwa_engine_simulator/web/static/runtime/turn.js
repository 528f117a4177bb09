/**
 * Lets whoever heard the last event finish with it. Listeners that read further state do so in tasks of
 * their own; without the turn they would see what comes next before they have told of what came first.
 */
export function turn() {
  return new Promise((resolve) => setTimeout(resolve));
}
