import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ClientConfig } from '../connection.ts';
import type { Service } from './service.ts';

/**
 * IAM Roles Anywhere, of which no client is kept with the others: its REST API has one path a call
 * (API reference of IAM Roles Anywhere, "Actions").
 */
export function rolesAnywhere(config: ClientConfig): Promise<Service> {
  return Promise.resolve({ client: { send: (command: Command) => send(command, config) }, commands });
}

interface Command {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

type CommandOf = new (parameters: never) => Command;

/** As the SDK has them: a class a call, made with its parameters. */
const command = (method: Command['method'], pathOf: (id: string) => string): CommandOf =>
  class {
    readonly method = method;
    readonly path: string;
    constructor(parameters: Readonly<Record<string, string>>) {
      this.path = pathOf(encodeURIComponent(parameters['trustAnchorId'] ?? parameters['profileId'] ?? ''));
    }
  };

const commands: Service['commands'] = {
  GetTrustAnchor: command('GET', (id) => `/trustanchor/${id}`),
  DisableTrustAnchor: command('POST', (id) => `/trustanchor/${id}/disable`),
  EnableTrustAnchor: command('POST', (id) => `/trustanchor/${id}/enable`),
  GetProfile: command('GET', (id) => `/profile/${id}`),
  DisableProfile: command('POST', (id) => `/profile/${id}/disable`),
  EnableProfile: command('POST', (id) => `/profile/${id}/enable`),
};

/** Enabling and disabling twice is the same as once, so a call may be tried again. */
async function send(wanted: Command, config: ClientConfig): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const response = await request(wanted, config);
    const body = await response.text();
    if (response.ok) return body === '' ? {} : JSON.parse(body);
    const isPassing = response.status >= 500 || response.status === 429;
    if (!isPassing || attempt >= config.maxAttempts) throw refusal(response, body);
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
}

async function request({ method, path }: Command, config: ClientConfig): Promise<Response> {
  const endpoint = new URL(config.endpoint ?? `https://rolesanywhere.${config.region}.amazonaws.com`);
  const signer = new SignatureV4({
    credentials: config.credentials,
    region: config.region,
    service: 'rolesanywhere',
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method,
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
    path,
    headers: { host: endpoint.host },
  });
  const { host: _host, ...headers } = signed.headers;
  return fetch(new URL(path, endpoint), {
    method,
    headers,
    signal: AbortSignal.timeout(config.requestHandler.requestTimeout),
  });
}

/** The name as the SDK's errors have it: `ResourceNotFoundException`, from the header or the body. */
function refusal(response: Response, body: string): Error {
  const told = /"(?:__type|code)"\s*:\s*"(?:[^"]*#)?(\w+)"/.exec(body)?.[1];
  const name = response.headers.get('x-amzn-errortype')?.split(/[:#]/)[0] ?? told ?? `HTTP ${response.status}`;
  const message = /"[mM]essage"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? response.statusText;
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: response.status } });
}

/** The hash that the signer asks for. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: string | Uint8Array | undefined;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined || typeof secret === 'string' ? secret : bytesOf(secret);
    this.#hash = this.#fresh();
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    this.#hash = this.#fresh();
  }
  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

const bytesOf = (source: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
