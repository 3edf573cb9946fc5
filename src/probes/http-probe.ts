import { valueText } from '../findings/text';
import { unknownOptions } from '../findings/unknown-options';
import { Handler, IntOrString } from '../manifest/objects';
import { misread, portProblems, Problem, readOptions, remember, textProblems } from './_problem';
import { ProbeConfig } from './probe-config';

/** The scheme of an HTTP probe. */
export enum HttpScheme {
  /** Plain HTTP. */
  HTTP = 'HTTP',
  /** HTTP over TLS. The kubelet does not verify the certificate. */
  HTTPS = 'HTTPS',
}

/** A header of an HTTP probe. */
export interface HttpHeader {
  /** The name: letters, digits and hyphens. */
  readonly name: string;
  /** The value. It stands in the manifest for everybody to read, so it is no place for a secret. */
  readonly value: string;
}

/** Where an HTTP probe goes, apart from the path. */
export interface HttpProbeTarget {
  /**
   * The port: its number, or the name of a port of the container.
   *
   * @default - the service's own first port
   */
  readonly port?: number | string;

  /**
   * The host to connect to.
   *
   * Rarely right: the probe would no longer ask this pod, and the Pod Security Standards "baseline" and "restricted"
   * forbid it from Kubernetes 1.34 on. To send another Host header, use `httpHeaders`.
   *
   * @default - the pod's IP address
   */
  readonly host?: string;

  /**
   * HTTP or HTTPS.
   *
   * @default HttpScheme.HTTP
   */
  readonly scheme?: HttpScheme;

  /**
   * Headers to send, for example a Host header for an app that checks it.
   *
   * @default - the kubelet's own: User-Agent "kube-probe/<version>" and Accept "*&#47;*"
   */
  readonly httpHeaders?: HttpHeader[];
}

/** Properties of `HttpProbe`. */
export interface HttpProbeProps extends HttpProbeTarget {
  /**
   * The path, with a query if need be: `/livez`, `/health?full=1`.
   */
  readonly path: string;
}

/**
 * Asks an HTTP endpoint: any status from 200 to 399 is a success, redirects included.
 *
 * The name and the arguments are those of the TrueFoundry SDK.
 *
 * @example
 * new HttpProbe({ path: '/livez', port: 8000 });
 */
export class HttpProbe extends ProbeConfig {
  /** The path that is asked for. */
  public readonly path: string;
  /** The port; undefined means the service's own first port. */
  public readonly port?: number | string;
  /** The host; undefined means the pod's IP address. */
  public readonly host?: string;
  /** HTTP (the default) or HTTPS. */
  public readonly scheme?: HttpScheme;
  /** The headers that are sent besides the kubelet's own. */
  public readonly httpHeaders?: HttpHeader[];

  /** Never throws: what is wrong with the props is reported at synth. */
  constructor(props: HttpProbeProps) {
    super();
    const { given, problems } = readOptions('HttpProbe', props, ['path', 'port', 'host', 'scheme', 'httpHeaders'], 'httpGet');
    this.path = given.path;
    this.port = given.port;
    this.host = given.host;
    this.scheme = given.scheme;
    this.httpHeaders = copyOf(given.httpHeaders);
    if (Array.isArray(this.httpHeaders)) Object.freeze(this.httpHeaders).forEach(header => Object.freeze(header));
    remember(this, problems);
  }

  /** @internal */
  public _toHandler(port: IntOrString | undefined): Handler {
    return {
      httpGet: {
        path: this.path,
        port: this.port ?? port,
        ...this.host === undefined ? undefined : { host: this.host },
        ...this.scheme === undefined ? undefined : { scheme: this.scheme },
        ...Array.isArray(this.httpHeaders) ? { httpHeaders: copyOf(this.httpHeaders) } : undefined,
      },
    };
  }

  /** @internal */
  public _problems(port: IntOrString | undefined): Problem[] {
    const problems = [...misread(this), ...portProblems('httpGet', this.port ?? port), ...textProblems('httpGet', { host: this.host, scheme: this.scheme })];
    if (this.httpHeaders !== undefined && !isListOfHeaders(this.httpHeaders)) {
      problems.push({
        rule: 'probe-config',
        field: 'httpGet.httpHeaders',
        value: this.httpHeaders,
        message: `httpHeaders is ${valueText(this.httpHeaders)}, but must be a list of names and values`,
        why: 'A header has a name and a value, both strings',
        fix: 'Write e.g. httpHeaders: [{ name: "Host", value: "shop.example.com" }]',
      });
    }
    if (typeof this.path === 'string' && this.path !== '') return problems;
    return [{
      rule: 'probe-path',
      field: 'httpGet.path',
      value: this.path,
      message: typeof this.path === 'string' ? 'path is empty' : `path is ${valueText(this.path)}, but must be a string`,
      why: 'Kubernetes would ask for "/" without a word, which hardly any app means as its health check',
      fix: 'Give the path of the health endpoint, or "/" if that is meant',
    }, ...problems];
  }
}

function copyOf(headers: HttpHeader[] | undefined): HttpHeader[] | undefined {
  // A hole is copied as well, as a header without a name.
  return Array.isArray(headers) ? Array.from(headers, header => ({ ...header })) : headers;
}

function isListOfHeaders(headers: unknown): boolean {
  return Array.isArray(headers) && headers.every(header => typeof header.name === 'string' && typeof header.value === 'string'
    && unknownOptions(header, ['name', 'value']).length === 0);
}
