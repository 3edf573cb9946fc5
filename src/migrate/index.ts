export { GradientSpec, GradientSpecProps } from './gradient-spec';
export { TrueFoundryManifest, TrueFoundryManifestProps } from './truefoundry-manifest';
