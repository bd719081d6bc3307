import { expect, test } from 'vitest';
import { ownerOf } from './subject-owner.ts';

test.each([
  ['repo:example/app:ref:refs/heads/main', 'example'],
  ['repo:Example/app:environment:production', 'example'],
  ['repo:example@1234/app@5678:ref:refs/heads/main', 'example'],
  ['repository_owner:example:repository_visibility:private', 'example'],
  ['project_path:example/group/app:ref_type:branch:ref:main', 'example'],
  ['organization:example:project:shop:workspace:network:run_phase:apply', 'example'],
  ['organization:example:pipeline:release:ref:refs/heads/main:commit:1:step:deploy', 'example'],
  ['org/6f1c/project/22aa/user/33bb', '6f1c'],
])('%s is of %s', (subject, owner) => {
  expect(ownerOf(subject)).toBe(owner);
});

test.each(['system:serviceaccount:shop:cart', '110248495921238986420', 'repo', 'repo:/x', 'alice@example.com', ''])(
  '%s names no owner',
  (subject) => {
    expect(ownerOf(subject)).toBeNull();
  },
);
