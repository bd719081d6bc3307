import { createServer, type IncomingHttpHeaders, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One endpoint before more than one server, as `--endpoint-url` names one for all services. */
export async function startFront(serverFor: (headers: IncomingHttpHeaders) => string): Promise<Front> {
  const server = createServer((message, response) => {
    const { method, headers, url } = message;
    const forwarded = ask(`${serverFor(headers)}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    message.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new Front(server);
}

/** Whether a call is one of S3's: no JSON service, no query service. */
export const isForS3 = ({ authorization = '' }: IncomingHttpHeaders): boolean =>
  /\/s3\/aws4_request/.test(authorization);

class Front implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
