import { connect } from 'node:net';
import { Handler } from '../manifest/objects';
import { connectionError, ProbeAnswer, ProbeTarget } from './probe-answer';
import { timerMilliseconds } from './timer';

/** Opens a connection as the kubelet does, and closes it at once. Source: `pkg/probe/tcp/tcp.go`. */
export function askTcp({ host }: NonNullable<Handler['tcpSocket']>, port: number, target: ProbeTarget, timeoutSeconds: number): Promise<ProbeAnswer> {
  return new Promise(resolve => {
    const socket = connect({ host: host || target.host, port });
    const end = (answer: ProbeAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const late: ProbeAnswer = { outcome: 'failure', output: `dial tcp ${host || target.host}:${port}: i/o timeout`, unanswered: 'late' };
    const timer = setTimeout(() => end(late), timerMilliseconds(timeoutSeconds));
    socket.on('connect', () => end({ outcome: 'success', output: '' }));
    socket.on('error', error => end({ outcome: 'failure', output: connectionError(error), unanswered: 'refused' }));
  });
}
