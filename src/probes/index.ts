export * from './exec-probe';
export * from './grpc-probe';
export * from './health-checks';
export * from './health-checks-options';
export * from './health-probe';
export * from './http-probe';
export * from './probe-config';
export { ProbeTimings } from './probe-timings';
export * from './tcp-probe';
