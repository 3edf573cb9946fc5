/**
 * Ends whoever is left of a group of processes.
 *
 * A group keeps the number of its first process from being used again as long as one of it is left.
 */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is.
  }
}
