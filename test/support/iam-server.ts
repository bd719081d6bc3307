import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A little IAM and STS over HTTP, as far as plans call it: the query protocol, documents percent-encoded as IAM sends them. */
export interface IamServer {
  readonly url: string;
  /** Every call that changes something, in order: `PutRolePolicy Deploy`. */
  readonly changes: string[];
  /** Called before each change; to fail or to stop in the middle. */
  onChange: (name: string) => void;
  caller: string;
  /** An inline policy, or `trust`, as it is; null where there is none. */
  document(owner: string, policyName: string): string | null;
  set(owner: string, policyName: string, document: string): void;
  close(): Promise<void>;
}

interface State {
  readonly documents: Map<string, string>;
  readonly keys: Map<string, { user: string; status: string }>;
}

type Asked = URLSearchParams;

class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export async function startIam(caller = 'arn:aws:iam::111122223333:user/responder'): Promise<IamServer> {
  const state: State = { documents: new Map(), keys: new Map() };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const asked = new URLSearchParams(body);
      const [status, xml] = answer(asked, state, fake);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: IamServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    changes: [],
    onChange: () => {},
    caller,
    set: (owner, name, document) => void state.documents.set(`${owner} ${name}`, document),
    document: (owner, name) => state.documents.get(`${owner} ${name}`) ?? null,
    close: () => closed(server),
  };
  return fake;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

function answer(asked: Asked, state: State, fake: IamServer): [number, string] {
  const action = asked.get('Action') ?? '';
  const handler = handlers[action];
  try {
    if (handler === undefined) throw new Refused('InvalidAction');
    if (!/^(Get|List)/.test(action)) {
      const subject = ['RoleName', 'AccessKeyId', 'UserName']
        .map((name) => asked.get(name))
        .find((one) => one !== null);
      fake.onChange(action);
      fake.changes.push(`${action} ${subject}`);
    }
    const result = handler(asked, state, fake);
    return [200, `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [400, `<ErrorResponse><Error><Code>${error.code}</Code><Message>refused</Message></Error></ErrorResponse>`];
  }
}

const named = (asked: Asked): string =>
  `${asked.get('RoleName') ?? asked.get('UserName')} ${asked.get('PolicyName') ?? 'trust'}`;
const kept = (asked: Asked, { documents }: State): string => {
  const document = documents.get(named(asked));
  if (document === undefined) throw new Refused('NoSuchEntity');
  return encodeURIComponent(document);
};
const put = (asked: Asked, { documents }: State): string => {
  documents.set(named(asked), asked.get('PolicyDocument') ?? asked.get('AssumeRolePolicyDocument') ?? '');
  return '';
};
const remove = (asked: Asked, { documents }: State): string => {
  if (!documents.delete(named(asked))) throw new Refused('NoSuchEntity');
  return '';
};

const time = '<CreateDate>2026-01-01T00:00:00Z</CreateDate>';

const handlers: Readonly<Record<string, (asked: Asked, state: State, fake: IamServer) => string>> = {
  GetCallerIdentity: (_asked, _state, { caller }) =>
    `<Account>${caller.split(':')[4]}</Account><Arn>${caller}</Arn><UserId>AIDAEXAMPLE</UserId>`,
  CreateRole: (asked, state) => {
    put(asked, state);
    return role(asked, state);
  },
  GetRole: role,
  UpdateAssumeRolePolicy: put,
  GetRolePolicy: policy,
  GetUserPolicy: policy,
  PutRolePolicy: put,
  PutUserPolicy: put,
  DeleteRolePolicy: remove,
  DeleteUserPolicy: remove,
  CreateUser: (asked) =>
    `<User><UserName>${asked.get('UserName')}</UserName><Path>/</Path><Arn>a</Arn><UserId>u</UserId>${time}</User>`,
  CreateAccessKey: (asked, { keys }) => {
    const id = `AKIA${String(keys.size).padStart(9, '0')}EXAMPLE`;
    keys.set(id, { user: asked.get('UserName')!, status: 'Active' });
    return `<AccessKey><UserName>${asked.get('UserName')}</UserName><AccessKeyId>${id}</AccessKeyId><Status>Active</Status><SecretAccessKey>x</SecretAccessKey>${time}</AccessKey>`;
  },
  ListAccessKeys: (asked, { keys }) => {
    const own = [...keys].filter(([, { user }]) => user === asked.get('UserName'));
    const members = own.map(
      ([id, { user, status }]) =>
        `<member><UserName>${user}</UserName><AccessKeyId>${id}</AccessKeyId><Status>${status}</Status>${time}</member>`,
    );
    return `<AccessKeyMetadata>${members.join('')}</AccessKeyMetadata><IsTruncated>false</IsTruncated>`;
  },
  UpdateAccessKey: (asked, { keys }) => {
    const key = keys.get(asked.get('AccessKeyId')!);
    if (key === undefined) throw new Refused('NoSuchEntity');
    key.status = asked.get('Status')!;
    return '';
  },
};

function role(asked: Asked, state: State): string {
  const name = asked.get('RoleName');
  const trust = kept(new URLSearchParams({ RoleName: name! }), state);
  return `<Role><RoleName>${name}</RoleName><Path>/</Path><Arn>a</Arn><RoleId>r</RoleId><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument>${time}</Role>`;
}

function policy(asked: Asked, state: State): string {
  const owner = asked.get('RoleName') === null ? 'UserName' : 'RoleName';
  const document = kept(asked, state);
  return `<${owner}>${asked.get(owner)}</${owner}><PolicyName>${asked.get('PolicyName')}</PolicyName><PolicyDocument>${document}</PolicyDocument>`;
}
