import type { Call } from './record.ts';
import { credentials } from './sts.ts';
import type { Minted } from './sts.ts';

const SIGN_IN = 'signin.amazonaws.com';
const HOME = 'https://console.aws.amazon.com/console/home';

/** A console sign-in: it logs no key; the session's keys carry its time as their creation date. */
export function consoleLogin(details: { readonly mfa: boolean; readonly failed?: boolean }): Call {
  return {
    eventSource: SIGN_IN,
    eventName: 'ConsoleLogin',
    responseElements: { ConsoleLogin: details.failed ? 'Failure' : 'Success' },
    additionalEventData: { LoginTo: HOME, MobileVersion: 'No', MFAUsed: details.mfa ? 'Yes' : 'No' },
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
  };
}

export function switchRole(fromArn: string): Call {
  return {
    eventSource: SIGN_IN,
    eventName: 'SwitchRole',
    responseElements: { SwitchRole: 'Success' },
    additionalEventData: { SwitchFrom: fromArn, RedirectTo: HOME },
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
  };
}

/** Turns a token into a console sign-in with a session duration of its own: the response names a new key. */
export function getSigninToken(minted: Minted): Call {
  return {
    eventSource: SIGN_IN,
    eventName: 'GetSigninToken',
    responseElements: { credentials: credentials(minted), GetSigninToken: 'Success' },
    additionalEventData: { MobileVersion: 'No', MFAUsed: 'No' },
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
  };
}
