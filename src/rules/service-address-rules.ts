import type { BlockList } from 'net';
import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { ServiceSpec } from '../manifest/objects';
import { net } from './_net';
import { checkWord } from './checks';
import { choiceFix, oneOf } from './formats';
import { Rule } from './rule';

export const clusterIpsFitType: Rule<ServiceSpec> = {
  id: 'service-cluster-ip',
  statement: 'The cluster IPs of a Service are addresses, at most one of each family, or "None" alone for one inside the cluster',
  check(spec, at, report) {
    const ips = clusterIpsOf(spec);
    // The API server keeps the addresses in a list, and names that.
    const list = at.field('clusterIPs');
    const type = spec.type || 'ClusterIP';
    if (type === 'ExternalName') {
      if (ips.length > 0) report.refuse(list, ips, { message: 'clusterIP is set, but an ExternalName Service has no address', why: 'It is an alias in DNS', fix: 'Remove clusterIP' });
      return;
    }
    if (isHeadless(spec) && (type === 'NodePort' || type === 'LoadBalancer')) {
      report.refuse(list.index(0), 'None', { message: `clusterIP is "None", but a ${type} Service needs an address`, why: 'Traffic from outside is sent to it', fix: 'Remove clusterIP, or make it a ClusterIP Service' });
    }
    if (spec.clusterIP ? spec.clusterIP !== ips[0] : ips.length > 0) {
      report.refuse(list, ips, { message: spec.clusterIP ? `clusterIP is ${valueText(spec.clusterIP)}, but the first of clusterIPs is ${valueText(ips[0])}` : 'clusterIPs is given without clusterIP', why: 'The first of clusterIPs and clusterIP are the same address', fix: spec.clusterIP ? 'Remove clusterIP or clusterIPs' : 'Remove clusterIPs, or give clusterIP as well' });
    }
    const wrong = ips.map((ip, index) => ip === 'None' && index === 0 ? ips.length > 1 : familyOf(ip) === undefined);
    wrong.forEach((isWrong, index) => {
      if (!isWrong) return;
      report.refuse(ips[index] === 'None' && index === 0 ? list : list.index(index), ips[index], { message: `clusterIP is ${valueText(ips[index])}, which is no IP address`, why: 'Clients connect to it', fix: choiceFix(ips[index], ['None'], 'Leave it out to be given an address, or write "None" alone for a headless Service') });
    });
    if (ips.length > 2) report.refuse(list, ips, { must: 'be two addresses at most', why: 'There are two families of addresses', fix: 'Keep one of each family' });
    if (wrong.includes(true)) return;
    // From 1.36 on an address in an unusual form is wrong as well.
    const versions = ips.every(isUsualAddress) ? KNOWN_VERSIONS : { min: KNOWN_VERSIONS.min, max: 35 };
    if (ips.length > 1 && !(ips.length === 2 && familyOf(ips[0]) !== familyOf(ips[1]))) {
      report.refuse(list, ips, { must: 'be of different families', why: 'A Service has one address of each family at most', fix: 'Keep one of each family' }, versions);
    }
    ips.forEach((ip, index) => {
      const family = spec.ipFamilies?.[index];
      if (ip === 'None' || (family !== 'IPv4' && family !== 'IPv6') || family === familyOf(ip)) return;
      report.refuse(list.index(index), ip, { message: `clusterIPs[${index}] is ${ip}, but ipFamilies[${index}] is ${family}`, why: 'They are about the same address', fix: 'Remove ipFamilies, which follow from the addresses' }, versions);
    });
  },
};

export const ipFamiliesAreKnown: Rule<ServiceSpec> = {
  id: 'service-ip-family',
  statement: 'The IP families of a Service are IPv4 and IPv6, each once, and its policy one Kubernetes knows',
  check({ type, ipFamilies = [], ipFamilyPolicy: policy }, at, report) {
    if (type === 'ExternalName') {
      const advice = { why: 'It is an alias in DNS', fix: 'Remove it' };
      if (ipFamilies.length > 0) report.refuse(at.field('ipFamilies'), ipFamilies, { message: 'ipFamilies is set, but an ExternalName Service has no address', ...advice });
      if (policy != null) report.refuse(at.field('ipFamilyPolicy'), policy, { message: 'ipFamilyPolicy is set, but an ExternalName Service has no address', ...advice });
      return;
    }
    ipFamilies.forEach((family, index) => {
      const must = !FAMILIES.includes(family) ? `be ${oneOf(FAMILIES)}` : ipFamilies.indexOf(family) < index ? 'be another than those before it' : undefined;
      if (must) report.refuse(at.field('ipFamilies').index(index), family, { must, why: 'There are two families', fix: FAMILIES.includes(family) ? 'List each family once' : choiceFix(family, FAMILIES, 'List each family once') });
    });
    checkWord(policy, FAMILY_POLICIES, at.field('ipFamilyPolicy'), report, 'Leave it out for "SingleStack"');
  },
};

export const externalIpsAreReachable: Rule<ServiceSpec> = {
  id: 'service-external-ip',
  statement: 'The external IPs of a Service are addresses that others can reach',
  check({ externalIPs = [] }, at, report) {
    externalIPs.forEach((ip, index) => {
      const family = familyOf(ip);
      const plain = withoutLeadingZeros(ip);
      const must = family === undefined ? 'be an IP address'
        : isLocal(plain, family) ? 'be an address that others can reach' : undefined;
      if (must) report.refuse(at.field('externalIPs').index(index), ip, { must, why: 'Traffic to it is sent to the pods', fix: 'Give an address that leads to a node' });
    });
  },
};

export const sourceRangesAreValid: Rule<ServiceSpec> = {
  id: 'service-source-range',
  statement: 'The source ranges of a load balancer are ranges of addresses such as 10.0.0.0/8',
  check({ type, loadBalancerSourceRanges: ranges = [] }, at, report) {
    if (ranges.length === 0) return;
    // The API server writes it so.
    const path = at.field('LoadBalancerSourceRanges');
    if (type !== 'LoadBalancer') {
      report.refuse(path, ranges, { message: `loadBalancerSourceRanges is set, but a ${type || 'ClusterIP'} Service has no load balancer`, why: 'It says who may connect to the load balancer', fix: 'Remove it' });
    }
    ranges.forEach((range, index) => {
      if (isRange(range.trim())) return;
      const fault = { message: `loadBalancerSourceRanges[${index}] is ${valueText(range)}, but must be a range of addresses`, why: 'It says who may connect', fix: 'Write e.g. "10.0.0.0/8"' };
      report.refuse(path.index(index), range, fault, { min: 30, max: KNOWN_VERSIONS.max });
      // Until 1.29 it names the list, whichever is wrong.
      report.refuse(path, range, fault, { min: 28, max: 29 });
    });
  },
};

export const addressesAreStrict: Rule<ServiceSpec> = {
  id: 'service-address-strict',
  statement: 'Addresses of a Service are in their usual form: no leading zeros, no IPv4 in IPv6, no bits beyond a prefix; from Kubernetes 1.36 on',
  versions: { min: 36, max: KNOWN_VERSIONS.max },
  check(spec, at, report) {
    const advice = { must: 'be in its usual form', why: 'Programs read leading zeros, and IPv4 addresses within IPv6, in different ways', fix: 'Write it without leading zeros, and an IPv4 address as such' };
    const check = (values: readonly string[], path: FieldPath, isUsual: (value: string) => boolean) => values.forEach((value, index) => {
      if (!isUsual(value)) report.refuse(path.index(index), value, advice);
    });
    if (spec.type !== 'ExternalName') check(clusterIpsOf(spec), at.field('clusterIPs'), ip => familyOf(ip) === undefined || isUsualAddress(ip));
    check(spec.externalIPs ?? [], at.field('externalIPs'), ip => familyOf(ip) === undefined || isUsualAddress(ip));
    check(spec.loadBalancerSourceRanges ?? [], at.field('LoadBalancerSourceRanges'), range => !isRange(range.trim()) || isUsualRange(range.trim()));
  },
};

export const serviceAddressRules: readonly Rule<ServiceSpec>[] = [
  clusterIpsFitType,
  ipFamiliesAreKnown,
  externalIpsAreReachable,
  sourceRangesAreValid,
  addressesAreStrict,
];

/** Whether a Service has no address of its own, so that its name in DNS leads to its pods. */
export function isHeadless(spec: ServiceSpec): boolean {
  const ips = clusterIpsOf(spec);
  return ips.length === 1 && ips[0] === 'None';
}

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['SingleStack', 'PreferDualStack', 'RequireDualStack'];

/** The machine itself and its own network. */
let localAddresses: BlockList | undefined;

function isLocal(ip: string, family: 'IPv4' | 'IPv6'): boolean {
  localAddresses ??= makeLocalAddresses();
  return localAddresses.check(ip, family === 'IPv4' ? 'ipv4' : 'ipv6');
}

function makeLocalAddresses(): BlockList {
  const list = new (net().BlockList)();
  list.addAddress('0.0.0.0');
  list.addAddress('::', 'ipv6');
  list.addSubnet('127.0.0.0', 8);
  list.addAddress('::1', 'ipv6');
  list.addSubnet('169.254.0.0', 16);
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addSubnet('224.0.0.0', 24);
  list.addSubnet('ff02::', 16, 'ipv6');
  return list;
}

/** Where only clusterIP is given, the API server makes the list of it. */
function clusterIpsOf({ clusterIP, clusterIPs = [] }: ServiceSpec): readonly string[] {
  return clusterIPs.length > 0 ? clusterIPs : clusterIP ? [clusterIP] : [];
}

/** The family of an address, read as leniently as before 1.36; undefined where it is none. */
function familyOf(ip: string): 'IPv4' | 'IPv6' | undefined {
  if (ip.includes('%')) return undefined;
  const version = net().isIP(withoutLeadingZeros(ip));
  if (version === 0) return undefined;
  // An IPv4 address within an IPv6 one is taken for itself.
  return version === 4 || isMapped(ip) ? 'IPv4' : 'IPv6';
}

function withoutLeadingZeros(ip: string): string {
  return /^[0-9.]+$/.test(ip) ? ip.replace(/(^|\.)0+(?=[0-9])/g, '$1') : ip;
}

function isMapped(ip: string): boolean {
  return /^::ffff:[0-9.]+$/i.test(ip);
}

function isUsualAddress(ip: string): boolean {
  return ip === 'None' || (net().isIP(ip) !== 0 && !isMapped(ip));
}

function isRange(range: string): boolean {
  const [, ip, prefix] = /^([^/]+)\/(\d+)$/.exec(range) ?? [];
  const family = ip === undefined ? undefined : familyOf(ip);
  return family !== undefined && Number(prefix) <= (net().isIP(withoutLeadingZeros(ip)) === 4 ? 32 : 128);
}

function isUsualRange(range: string): boolean {
  const [ip, prefix] = range.split('/');
  if (!isUsualAddress(ip) || (prefix.length > 1 && prefix.startsWith('0'))) return false;
  const bitsBeyondPrefix = (net().isIP(ip) === 4 ? 32 : 128) - Number(prefix);
  return numberOf(ip) % 2n ** BigInt(bitsBeyondPrefix) === 0n;
}

function numberOf(ip: string): bigint {
  if (net().isIP(ip) === 4) return ip.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head, tail] = ip.split('::').map(side => side === '' ? [] : side.split(':'));
  const groups = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
