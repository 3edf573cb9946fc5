import { ContainerProbes, ProbeScenario } from './scenario';
import { startupBudget, StartupBudget, surelyDelayed } from './startup-budget';
import { TimeWindow } from './time-window';

/**
 * When a container is ready, after its start, if its app answers well from so many seconds on, and fails or hangs before.
 *
 * Undefined where the start takes so long that it is always killed. Where it may be killed, it holds for the starts that
 * are not.
 */
export function readyWindow(probes: ContainerProbes, startsAfter: number): TimeWindow | undefined {
  const { readiness, startup } = probes;
  const started = startedWindow(probes, startsAfter);
  // Without a startup probe it counts as ready before liveness can kill it.
  if (!readiness && !startup) return started;
  const budget = budgetOf(probes);
  if (budget && startsAfter > budget.hopelessSeconds) return undefined;
  if (!readiness) return started;
  const { initialDelaySeconds, periodSeconds, successThreshold } = readiness;
  const successes = (successThreshold - 1) * periodSeconds;
  const earliest = Math.max(startsAfter, surelyDelayed(initialDelaySeconds), started.earliestSeconds);
  if (startup) {
    // The sync that notes the start asks for readiness at once, unless its delay is not over yet.
    const delayed = initialDelaySeconds > started.earliestSeconds ? initialDelaySeconds + periodSeconds : 0;
    return { earliestSeconds: earliest, latestSeconds: Math.max(started.latestSeconds, delayed) + successes };
  }
  const latest = Math.max(startsAfter, initialDelaySeconds) + untilAsked(readiness, startsAfter);
  return { earliestSeconds: earliest, latestSeconds: latest + successes };
}

/** When the startup probe of a container has succeeded; without one, at once. */
export function startedWindow({ startup }: ContainerProbes, startsAfter: number): TimeWindow {
  if (!startup) return { earliestSeconds: 0, latestSeconds: 0 };
  const { initialDelaySeconds } = startup;
  return {
    earliestSeconds: Math.max(startsAfter, surelyDelayed(initialDelaySeconds)),
    latestSeconds: Math.min(
      Math.max(startsAfter, initialDelaySeconds) + untilAsked(startup, startsAfter),
      // The last probe before it would be killed.
      startupBudget(startup).hopelessSeconds,
    ),
  };
}

/** How long it may take to the first probe that can succeed: one that hangs, since the app is starting, is in its way. */
function untilAsked({ periodSeconds, timeoutSeconds }: ProbeScenario, startsAfter: number): number {
  return startsAfter > 0 ? Math.max(periodSeconds, timeoutSeconds) : periodSeconds;
}

/** How long the app may take to start: the startup probe decides, and without one the liveness probe does. */
export function budgetOf({ startup, liveness }: ContainerProbes): StartupBudget | undefined {
  const deciding = startup ?? liveness;
  return deciding && startupBudget(deciding);
}

