import { ProbeScenario } from './scenario';
import { startupBudget, StartupBudget, surelyDelayed } from './startup-budget';
import { TimeWindow } from './time-window';

/** The probes of a container. */
export interface ContainerProbes {
  readonly liveness?: ProbeScenario;
  readonly readiness?: ProbeScenario;
  readonly startup?: ProbeScenario;
}

/**
 * When a container is ready, after its start, if its app answers well from so many seconds on.
 *
 * Undefined where it is killed before, in every phase. Where it may be killed, it holds for the starts that are not.
 */
export function readyWindow(probes: ContainerProbes, startsAfter: number): TimeWindow | undefined {
  const { readiness } = probes;
  const budget = budgetOf(probes);
  if (budget && startsAfter > budget.hopelessSeconds) return undefined;
  const started = startedWindow(probes, startsAfter);
  if (!readiness) return started;
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold } = readiness;
  const successes = (successThreshold - 1) * periodSeconds;
  const earliest = Math.max(startsAfter, surelyDelayed(initialDelaySeconds), started.earliestSeconds);
  if (probes.startup) {
    // The sync that notes the start asks for readiness at once, unless its delay is not over yet.
    const delayed = initialDelaySeconds > started.earliestSeconds ? initialDelaySeconds + periodSeconds : 0;
    return { earliestSeconds: earliest, latestSeconds: Math.max(started.latestSeconds, delayed) + successes };
  }
  const latest = Math.max(startsAfter, initialDelaySeconds) + Math.max(periodSeconds, timeoutSeconds);
  return { earliestSeconds: earliest, latestSeconds: latest + successes };
}

/** When the startup probe of a container has succeeded; without one, at once. */
export function startedWindow({ startup }: ContainerProbes, startsAfter: number): TimeWindow {
  if (!startup) return { earliestSeconds: 0, latestSeconds: 0 };
  const { initialDelaySeconds, periodSeconds, timeoutSeconds } = startup;
  return {
    earliestSeconds: Math.max(startsAfter, surelyDelayed(initialDelaySeconds)),
    latestSeconds: Math.min(
      Math.max(startsAfter, initialDelaySeconds) + Math.max(periodSeconds, timeoutSeconds),
      // The last probe before it would be killed.
      startupBudget(startup).hopelessSeconds,
    ),
  };
}

/** How long the app may take to start: the startup probe decides, and without one the liveness probe does. */
export function budgetOf({ startup, liveness }: ContainerProbes): StartupBudget | undefined {
  const deciding = startup ?? liveness;
  return deciding && startupBudget(deciding);
}

