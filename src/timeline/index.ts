export { AppBehavior, BehaviorWindow, ProbeType, SlowWindow } from './app-behavior';
export { Breakage, OutageLimits } from './detection-window';
export { StartupBudget } from './startup-budget';
export { TimeWindow } from './time-window';
