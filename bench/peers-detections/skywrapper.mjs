// SkyWrapper's queries over the history of STS: tokens of roles alone, as each of them asks for "roleArn" in the request.
import { instanceOf, issued, seconds, signer } from './record.mjs';

/** Every AssumeRole that answered with a key; what its parser cannot read would end its run and is left out here. */
function history(choose) {
  return () => {
    const tokens = [];
    return {
      see(record) {
        const key = issued(record);
        if (record.eventSource !== 'sts.amazonaws.com' || !record.requestParameters?.roleArn || key === null) return;
        tokens.push({
          key,
          // A parent of type IAMUser is dropped even where its key is temporary.
          parent: record.userIdentity?.type === 'AssumedRole' ? signer(record) : null,
          instance: instanceOf(record),
          address: record.sourceIPAddress,
          at: seconds(record.eventTime),
          expires:
            Date.parse(String(record.responseElements.credentials.expiration).replace(/\u202f/g, ' ') + ' UTC') / 1000,
        });
      },
      *alerts({ asOf }) {
        const known = new Set(tokens.map(({ key }) => key));
        for (const token of tokens) {
          if (choose(token, { known, asOf }))
            yield { at: token.at, credentials: [token.key, token.parent].filter((key) => key !== null) };
        }
      },
    };
  };
}

export const skywrapper = [
  {
    id: 'skywrapper/live-refreshed',
    title: 'LIVE_REFRESHED_TOKEN: a live token whose parent is in the history',
    severity: 'suspicious',
    create: history(({ parent, expires }, { known, asOf }) => expires > asOf && known.has(parent)),
  },
  {
    id: 'skywrapper/ec2-refreshed-manually',
    title: 'EC2_ASIA_REFRESHED_MANUAL: a session of an instance minted, not from ec2.amazonaws.com',
    severity: 'suspicious',
    create: history(({ instance, address }) => instance !== null && address !== 'ec2.amazonaws.com'),
  },
  {
    id: 'skywrapper/refreshed',
    title: 'tokens that a role token asked for, live or not',
    severity: 'listed',
    create: history(({ parent }) => parent !== null),
  },
];
