import { valueText } from '../findings/text';
import { Handler, IntOrString } from '../manifest/objects';
import { misread, Problem, readOptions, remember } from './_problem';
import { ProbeConfig } from './probe-config';

/** Properties of `ExecProbe`. */
export interface ExecProbeProps {
  /**
   * The program and its arguments. There is no shell: for pipes and `&&`, name one (`['sh', '-c', '…']`).
   */
  readonly command: string[];
}

/**
 * Runs a command in the container: exit status 0 is a success.
 *
 * Each probe starts a process, which costs CPU of the container; keep the period long. If the program is not in the
 * image the kubelet counts neither a success nor a failure, so a liveness probe would never act.
 *
 * @example
 * new ExecProbe({ command: ['pg_isready', '-U', 'postgres'] });
 */
export class ExecProbe extends ProbeConfig {
  /** The program and its arguments. */
  public readonly command: string[];

  /** Never throws: what is wrong with the props is reported at synth. */
  constructor(props: ExecProbeProps) {
    super();
    const { given: { command }, problems } = readOptions('ExecProbe', props, ['command'], 'exec');
    this.command = Array.isArray(command) ? Object.freeze([...command]) as string[] : command ?? [];
    remember(this, problems);
  }

  /** @internal */
  public _toHandler(_port: IntOrString | undefined): Handler {
    return { exec: { command: Array.isArray(this.command) ? [...this.command] : [] } };
  }

  /** @internal */
  public _problems(_port: IntOrString | undefined): Problem[] {
    if (Array.isArray(this.command) && this.command.every(word => typeof word === 'string')) return [...misread(this)];
    return [...misread(this), {
      rule: 'probe-config',
      field: 'exec.command',
      value: this.command,
      message: `command is ${valueText(this.command)}, but must be a list of strings`,
      why: 'There is no shell that could take it apart',
      fix: 'Give the program and each of its arguments as an item, e.g. ["cat", "/tmp/ready"]',
    }];
  }
}
