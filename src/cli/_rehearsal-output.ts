import { RehearsalEvent } from '../rehearse/rehearsal-event';
import { RehearsalSummary } from '../rehearse/rehearsal-summary';
import { ContainerStatus } from '../rehearse/rehearsed-container';

/** Shows a rehearsal. */
export interface RehearsalOutput {
  /** @param status says how things stand, at any time */
  begin(status: () => ContainerStatus): void;
  tell(event: RehearsalEvent): void;
  /** Leaves the terminal as it was. */
  stop(): void;
  end(summary: RehearsalSummary): void;
}
