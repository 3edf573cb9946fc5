import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The TCP ports on which the processes of a group listen; undefined where this machine does not say (it does on Linux).
 *
 * Source: proc(5), `/proc/net/tcp`.
 */
export function listeningPorts(group: number): number[] | undefined {
  try {
    const own = new Set(processesOf(group).flatMap(socketsOf));
    const ports = ['tcp', 'tcp6'].flatMap(table => listeners(table).filter(({ inode }) => own.has(inode)).map(({ port }) => port));
    return [...new Set(ports)].sort((a, b) => a - b);
  } catch {
    return undefined;
  }
}

function processesOf(group: number): string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name) && groupOf(name) === group);
}

function groupOf(pid: string): number | undefined {
  try {
    // The name of the program is in brackets, and may hold any.
    const [, , pgrp] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return Number(pgrp);
  } catch {
    // It has just ended.
    return undefined;
  }
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(descriptor => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? []);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function listeners(table: string): { readonly inode: string; readonly port: number }[] {
  const [, ...lines] = readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n');
  return lines.map(line => line.trim().split(/\s+/)).filter(([, , , state]) => state === LISTENING)
    .map(([, address, , , , , , , , inode]) => ({ inode, port: parseInt(address.split(':')[1], 16) }));
}

const LISTENING = '0A';
