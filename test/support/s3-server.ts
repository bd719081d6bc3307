import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly modified?: Date;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a test does to a request before it is answered: true where it has answered (or broken) it itself. */
export type Fault = (request: S3Request, response: ServerResponse) => boolean;

export interface S3Request {
  readonly kind: 'list' | 'get' | 'head';
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** A bucket named `logs` on loopback, asked with the bucket in the path; it keeps what it was asked. */
export class S3Server implements AsyncDisposable {
  readonly objects = new Map<string, StoredObject>();
  readonly requests: S3Request[] = [];
  fault: Fault = () => false;
  pageSize = 1000;
  /** Servers that only speak like S3 may have none. */
  hasEtags = true;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<S3Server> {
    const server = createServer();
    const bucket = new S3Server(server);
    server.on('request', (request, response) => bucket.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return bucket;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  put(key: string, content: string | Uint8Array, more: Omit<StoredObject, 'bytes'> = {}): void {
    this.objects.set(key, { bytes: Buffer.from(content), ...more });
  }

  /** Keys that were read, in the order of asking. */
  get read(): string[] {
    return this.requests.filter(({ kind }) => kind === 'get').map(({ key }) => key);
  }

  #answer(message: IncomingMessage, response: ServerResponse): void {
    const url = new URL(message.url ?? '/', 'http://localhost');
    const [, bucket, ...path] = decodeURIComponent(url.pathname).split('/');
    const key = path.join('/');
    const kind = key === '' ? 'list' : message.method === 'HEAD' ? 'head' : 'get';
    const request = { kind, key, query: url.searchParams, headers: message.headers } as const;
    this.requests.push(request);
    if (this.fault(request, response)) return;
    if (bucket !== 'logs') return sendError(response, 404, 'NoSuchBucket');
    if (kind === 'list') return this.#list(request, response);
    this.#get(request, response);
  }

  #list({ query }: S3Request, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter');
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const entries = new Map<string, string>();
    for (const [key, object] of [...this.objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!key.startsWith(prefix)) continue;
      const cut = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      const name = cut === -1 ? key : key.slice(0, cut + 1);
      if (name > after)
        entries.set(
          name,
          cut === -1
            ? contentsOf(key, object, this.hasEtags)
            : `<CommonPrefixes><Prefix>${escape(name)}</Prefix></CommonPrefixes>`,
        );
    }
    const page = [...entries].slice(0, this.pageSize);
    const isTruncated = entries.size > page.length;
    const token = isTruncated ? `<NextContinuationToken>${escape(page.at(-1)![0])}</NextContinuationToken>` : '';
    sendXml(
      response,
      200,
      `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${token}${page.map(([, xml]) => xml).join('')}</ListBucketResult>`,
    );
  }

  #get({ kind, key, headers }: S3Request, response: ServerResponse): void {
    const object = this.objects.get(key);
    if (object === undefined) return sendError(response, 404, 'NoSuchKey');
    const etag = etagOf(object.bytes);
    if (headers['if-match'] !== undefined && (!this.hasEtags || headers['if-match'] !== etag))
      return sendError(response, 412, 'PreconditionFailed');
    const metadata = Object.entries(object.metadata ?? {}).map(
      ([name, value]) => [`x-amz-meta-${name}`, value] as const,
    );
    const common = { ...(this.hasEtags ? { etag } : {}), ...Object.fromEntries(metadata) };
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    const bytes = range === null ? object.bytes : object.bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    const partly = range === null ? {} : { 'content-range': `bytes ${range[1]}-${range[2]}/${object.bytes.length}` };
    response.writeHead(range === null ? 200 : 206, { ...common, ...partly, 'content-length': bytes.length });
    response.end(kind === 'head' ? undefined : bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

export function sendError(response: ServerResponse, status: number, code: string, message = code): void {
  sendXml(response, status, `<Error><Code>${code}</Code><Message>${escape(message)}</Message></Error>`);
}

/** Begins to answer with a part of the bytes, and breaks the connection. */
export function breakOff(
  response: ServerResponse,
  bytes: Uint8Array,
  { headers, after }: { headers: S3Request['headers']; after: number },
): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')!;
  const part = bytes.subarray(Number(first), Number(last) + 1);
  const range = `bytes ${first}-${last}/${bytes.length}`;
  response.writeHead(206, { etag: etagOf(bytes), 'content-range': range, 'content-length': part.length });
  response.write(part.subarray(0, after), () => setTimeout(() => response.destroy(), 20));
}

function sendXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}

const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

function contentsOf(key: string, { bytes, modified }: StoredObject, hasEtag: boolean): string {
  const etag = hasEtag ? `<ETag>${escape(etagOf(bytes))}</ETag>` : '';
  const date = (modified ?? new Date('2026-11-01T00:00:00Z')).toISOString();
  return `<Contents><Key>${escape(key)}</Key><LastModified>${date}</LastModified>${etag}<Size>${bytes.length}</Size></Contents>`;
}

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
