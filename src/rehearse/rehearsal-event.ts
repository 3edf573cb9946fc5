import { Result } from '../timeline/probe-worker';
import { Role } from '../timeline/scenario';
import { AppEnd } from './app';
import { PreStopOutcome } from './pre-stop';
import { ProbeAnswer } from './probe-answer';
import { Remark } from './remark';

/** Something that happened in a rehearsal. */
export type RehearsalEvent = {
  /** Seconds after the rehearsal began. */
  readonly at: number;
  /** Which run of the app it belongs to: 0 for the first, and one more with each restart. */
  readonly run: number;
} & Happening;

/** What can happen, without when. */
export type Happening =
  /** The app is started. */
  | { readonly what: 'start' }
  /** A probe was answered. */
  | {
    readonly what: 'answer';
    readonly probe: Role;
    readonly answer: ProbeAnswer;
    /** How long it took. */
    readonly milliseconds: number;
    /** 1, where it was asked for the first time; an error is asked again at once. */
    readonly attempt: number;
    /** How many answers of this kind came in a row, this one among them. */
    readonly streak: number;
  }
  /** What the kubelet notes of a probe, once enough of its answers were alike. */
  | { readonly what: 'result'; readonly probe: Role; readonly result: Result }
  /** The container has started, or counts as ready; or not any more. */
  | { readonly what: 'started' | 'ready'; readonly value: boolean }
  /** The app has to end: because of a probe, or because its pod is deleted. */
  | { readonly what: 'killing'; readonly probe?: Role; readonly graceSeconds: number }
  /** The preStop hook is over, and the app gets SIGTERM. */
  | { readonly what: 'pre-stop'; readonly seconds: number } & PreStopOutcome
  | { readonly what: 'end'; readonly how: AppEnd }
  /** It waits to be started again. */
  | { readonly what: 'back-off'; readonly seconds: number }
  /** The pod is deleted, and its app has to end. */
  | { readonly what: 'deleting' }
  | { readonly what: 'output'; readonly text: string }
  /** Something that would be otherwise in a pod, or a hint. */
  | { readonly what: 'remark' } & Remark;
