import { describe } from 'vitest';
import { describeApply } from '../contract/apply.ts';
import { account, endpoint, reset } from './moto.ts';

describe('in the IAM of moto', () => {
  describeApply(async () => {
    await reset();
    return { url: endpoint, accountId: account, close: () => Promise.resolve() };
  });
});
