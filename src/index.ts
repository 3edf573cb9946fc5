export * from './findings';
export * from './migrate';
export * from './probes';
export * from './service';
export * from './timeline';
