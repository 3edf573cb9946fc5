export * from './probes';
export * from './service';
