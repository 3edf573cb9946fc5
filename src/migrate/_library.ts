import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthProbe, HttpScheme } from '../probes';
import { HealthCheckedService } from '../service';

/** What a translated file may name, by the package it comes from. */
export const LIBRARY: { readonly [module: string]: { readonly [name: string]: unknown } } = {
  'cdk8s': {
    ApiObject: cdk8s.ApiObject,
    App: cdk8s.App,
    Chart: cdk8s.Chart,
    JsonPatch: cdk8s.JsonPatch,
    Size: cdk8s.Size,
  },
  'cdk8s-plus-28': {
    ConfigMap: kplus.ConfigMap,
    Cpu: kplus.Cpu,
    DeploymentStrategy: kplus.DeploymentStrategy,
    EmptyDirMedium: kplus.EmptyDirMedium,
    EnvValue: kplus.EnvValue,
    k8s: kplus.k8s,
    Metric: kplus.Metric,
    MetricTarget: kplus.MetricTarget,
    PercentOrAbsolute: kplus.PercentOrAbsolute,
    PersistentVolumeClaim: kplus.PersistentVolumeClaim,
    Protocol: kplus.Protocol,
    Secret: kplus.Secret,
    ServiceAccount: kplus.ServiceAccount,
    Volume: kplus.Volume,
  },
  'cdk8s-health-checks': {
    HealthCheckedService,
    HealthProbe,
    HttpScheme,
  },
};
