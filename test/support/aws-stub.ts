import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it comes over the wire: JSON services name it in `X-Amz-Target`, query services in `Action`. */
export interface StubCall {
  /** `LookupEvents`, `GetCallerIdentity`, … */
  readonly action: string;
  /** Of the credential scope that the SDK signs with: `cloudtrail`, `sts`, `ec2`. */
  readonly service: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

/** JSON for JSON services, XML text for query services, or a failure; undefined: not a call that the stub knows. */
export type StubAnswer =
  | object
  | string
  | { readonly fail: { readonly code: string; readonly message?: string; readonly status?: number } }
  | undefined;

/** An AWS of one endpoint that answers as the test says, and keeps what it was asked. */
export class AwsStub implements AsyncDisposable {
  readonly calls: StubCall[] = [];
  answer: (call: StubCall) => StubAnswer = () => undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AwsStub> {
    const server = createServer();
    const stub = new AwsStub(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const call = callOf(request.headers, Buffer.concat(chunks).toString());
        stub.calls.push(call);
        const { status, type, body } = wire(call, stub.answer(call) ?? usual(call));
        response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'stub' });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Inputs of the calls of one name. */
  inputsOf(action: string): Readonly<Record<string, unknown>>[] {
    return this.calls.filter((call) => call.action === action).map(({ input }) => input);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** What every account answers. */
function usual({ action }: StubCall): NonNullable<StubAnswer> {
  if (action === 'GetCallerIdentity') {
    return '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/ann</Arn><UserId>AIDAEXAMPLE</UserId>';
  }
  if (action === 'DescribeRegions') {
    const regions = ['eu-west-1', 'us-east-1'].map((name) => `<item><regionName>${name}</regionName></item>`);
    return `<regionInfo>${regions.join('')}</regionInfo>`;
  }
  return { fail: { code: 'UnknownOperationException', message: `the stub does not know ${action}` } };
}

function callOf(headers: IncomingHttpHeaders, body: string): StubCall {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const input = JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>;
    return { action: target.slice(target.lastIndexOf('.') + 1), service, region, input, headers };
  }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { action: Action, service, region, input, headers };
}

function wire(
  { action, service }: StubCall,
  answer: NonNullable<StubAnswer>,
): { status: number; type: string; body: string } {
  const isXml = ['sts', 'iam', 'ec2'].includes(service);
  if (typeof answer === 'object' && 'fail' in answer) {
    const { code, message = code, status = 400 } = answer.fail;
    if (!isXml) return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: code, message }) };
    const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    const body =
      service === 'ec2' ? `<Response><Errors>${error}</Errors></Response>` : `<ErrorResponse>${error}</ErrorResponse>`;
    return { status, type: 'text/xml', body };
  }
  if (typeof answer === 'object')
    return { status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(answer) };
  const body =
    service === 'ec2'
      ? `<${action}Response>${answer}</${action}Response>`
      : `<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`;
  return { status: 200, type: 'text/xml', body };
}
