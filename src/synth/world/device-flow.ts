import type { Call, Client, JsonObject } from '../records/record.ts';
import { log } from './scene.ts';
import type { Scene } from './scene.ts';

/** `aws sso login`: each step from where it is done. At home all are one client's. */
export interface DeviceSignIn {
  readonly at: number;
  readonly asked: Client;
  readonly approved: Client;
  readonly fetched: Client;
}

const MANAGEMENT_ACCOUNT = '777788889999';
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The caller of calls with a bearer token of Identity Center, or with none yet. */
export function directoryCaller(scene: Scene, home: Client, onBehalfOf: JsonObject | null) {
  const identity =
    onBehalfOf === null
      ? { type: 'Unknown', accountId: MANAGEMENT_ACCOUNT }
      : {
          type: 'IdentityCenterUser',
          accountId: MANAGEMENT_ACCOUNT,
          onBehalfOf,
          credentialId: scene.random.hex(32),
        };
  return { accountId: MANAGEMENT_ACCOUNT, accessKeyId: null, identity, home, region: scene.region };
}

/** A code is asked for, approved by the person in the browser after a minute, and turned into a token. */
export function signInByDevice(scene: Scene, onBehalfOf: JsonObject, flow: DeviceSignIn): void {
  const clientId = scene.random.hex(22);
  const { at, asked, approved, fetched } = flow;
  const secret = { clientId, clientSecret: HIDDEN };
  log(scene, directoryCaller(scene, asked, null), oauth('StartDeviceAuthorization', secret), { at });
  const signIn: Call = {
    eventSource: 'sso.amazonaws.com',
    eventName: 'Authenticate',
    readOnly: false,
    eventType: 'AwsServiceEvent',
  };
  log(scene, directoryCaller(scene, approved, onBehalfOf), signIn, { at: at + 60 });
  const fetch = oauth('CreateToken', { ...secret, deviceCode: HIDDEN });
  log(scene, directoryCaller(scene, fetched, onBehalfOf), fetch, { at: at + 65 });
}

function oauth(eventName: string, requestParameters: JsonObject): Call {
  return { eventSource: 'sso-oauth.amazonaws.com', eventName, requestParameters, readOnly: false };
}
