export * from './autoscaling-options';
export * from './health-checked-service';
export * from './health-checked-service-props';
export * from './pod-disruption-budget-options';
export * from './port-options';
export * from './probe-timeline';
export * from './health-advice';
export * from './health-checks-validation';
