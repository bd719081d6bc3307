import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An AWS CLI with a memory, for scripts of plans: it has what the calls made, and refuses as AWS does. */
export interface FakeAws {
  readonly env: Readonly<Record<string, string>>;
  /** What there is, in words. */
  state(): Promise<readonly string[]>;
  /** Successful calls that change something, in order. */
  changes(): Promise<readonly string[]>;
  /** The change with this position fails: throttled, or made with its answer lost. */
  failAt(position: number, how: 'throttled' | 'lost'): Promise<void>;
}

/** Puts it into a folder as `aws`; `there` is what there is from the start. */
export async function fakeAws(folder: string, there: readonly string[]): Promise<FakeAws> {
  const file = (name: string): string => join(folder, name);
  const lines = async (name: string): Promise<string[]> =>
    (await readFile(file(name), 'utf8')).split('\n').filter((line) => line !== '');
  await writeFile(file('aws'), program);
  await chmod(file('aws'), 0o755);
  await writeFile(file('state'), there.map((line) => `${line}\n`).join(''));
  await writeFile(file('changes'), '');
  await writeFile(file('tried'), '');
  await writeFile(file('failing'), '');
  return {
    env: { FAKE: folder },
    state: async () => (await lines('state')).toSorted(),
    changes: () => lines('changes'),
    failAt: (position, how) => writeFile(file('failing'), `${position} ${how}`),
  };
}

/** Things, a line each: `policy <arn>`, `scp <id>`, `attached <policy> to <owner>`, `inline <owner> <name>`, `password <user>`, … */
const program = String.raw`#!/bin/bash
cd "$FAKE" || exit 1
service=$1 verb=$2
args=("$@")
opt() {
  local i
  for ((i = 2; i < ${'$'}{#args[@]}; i++)); do
    case "${'$'}{args[i]}" in
      --cli-input-json) [ "$1" = name ] && sed 's/.*"Name":"\([^"]*\)".*/\1/' <<<"${'$'}{args[i + 1]}" && return ;;
      "--$1") printf '%s' "${'$'}{args[i + 1]}" && return ;;
      "--$1="*) printf '%s' "${'$'}{args[i]#*=}" && return ;;
    esac
  done
}
refuse() {
  echo "An error occurred ($1) when calling the operation: no" >&2
  exit 254
}
has() { grep -qxF -e "$1" state; }
need() { has "$1" || refuse "${'$'}{2:-NoSuchEntity}"; }
add() { has "$1" || echo "$1" >>state; }
drop() {
  need "$@"
  grep -vxF -e "$1" state >state.part || true
  mv state.part state
}
listed() { sed -n "s/^$1 //p" state | tr '\n' '\t'; }

user=$(opt user-name)
owner="user $user"
[ -z "$(opt role-name)" ] || owner="role $(opt role-name)"
arn=$(opt policy-arn)
id=$(opt policy-id)
case "$verb" in
  get-caller-identity) echo "arn:aws:iam::${'$'}{AWS_PROFILE:-111122223333}:user/responder" && exit ;;
  get-*-policy) need "inline $owner $(opt policy-name)" && echo '{"Version":"2012-10-17","Statement":[]}' && exit ;;
  get-login-profile) need "password $user" && echo '{}' && exit ;;
  get-saml-provider) need "provider $(opt saml-provider-arn)" && echo '"metadata"' && exit ;;
  list-policies)
    scp=p-$(opt query | sed "s/.*Name=='\([^']*\)'.*/\1/")
    if has "scp $scp"; then echo "\"$scp\""; else echo null; fi
    exit
    ;;
  list-access-keys)
    case "$(opt query)" in *Status*) echo '"Active"' && exit ;; esac
    listed "access-key $user" && exit
    ;;
  list-mfa-devices) listed "mfa-device $user" && exit ;;
  list-ssh-public-keys) listed "ssh-public-key $user" && exit ;;
  list-signing-certificates) listed "signing-certificate $user" && exit ;;
  list-service-specific-credentials) listed "service-specific-credential $user" && exit ;;
  list-groups-for-user) listed "group $user" && exit ;;
  list-user-policies) listed "inline user $user" && exit ;;
  list-attached-user-policies) sed -n "s/^attached \(.*\) to user $user\$/\1/p" state | tr '\n' '\t' && exit ;;
  get-* | list-* | describe-*) echo '{}' && exit ;;
esac

echo "$verb" >>tried
read -r position how <failing
[ "$(wc -l <tried)" -ne $((${'$'}{position:--2} + 1)) ] && how=
[ "$how" = throttled ] && refuse Throttling
answer=
case "$service $verb" in
  *' update-access-key') ;;
  'organizations create-policy')
    answer=p-$(opt name)
    has "scp $answer" && refuse DuplicatePolicyException
    add "scp $answer"
    ;;
  'iam create-policy')
    made="policy arn:aws:iam::111122223333:policy/$(opt policy-name)"
    has "$made" && refuse EntityAlreadyExists
    add "$made"
    ;;
  *' attach-policy')
    need "scp $id" PolicyNotFoundException
    has "attached $id to $(opt target-id)" && refuse DuplicatePolicyAttachmentException
    add "attached $id to $(opt target-id)"
    ;;
  *' detach-policy')
    need "scp $id" PolicyNotFoundException
    drop "attached $id to $(opt target-id)" PolicyNotAttachedException
    ;;
  *' delete-policy')
    grep -q "^attached $id$arn to" state && refuse DeleteConflict
    if [ "$service" = iam ]; then drop "policy $arn"; else drop "scp $id" PolicyNotFoundException; fi
    ;;
  *' attach-'*) need "policy $arn" && add "attached $arn to $owner" ;;
  *' detach-'*) drop "attached $arn to $owner" ;;
  *' put-'*) add "inline $owner $(opt policy-name)" ;;
  *' delete-role-policy' | *' delete-user-policy') drop "inline $owner $(opt policy-name)" ;;
  *' delete-login-profile') drop "password $user" ;;
  *' delete-saml-provider') drop "provider $(opt saml-provider-arn)" ;;
  *' create-saml-provider') add "provider arn:aws:iam::111122223333:saml-provider/$(opt name)" ;;
  *' remove-user-from-group') drop "group $user $(opt group-name)" ;;
  *' deactivate-mfa-device') drop "mfa-device $user $(opt serial-number)" ;;
  *' delete-virtual-mfa-device')
    grep -q "^mfa-device .* $(opt serial-number)\$" state && refuse DeleteConflict
    drop "virtual $(opt serial-number)"
    ;;
  *' delete-access-key') drop "access-key $user $(opt access-key-id)" ;;
  *' delete-ssh-public-key') drop "ssh-public-key $user $(opt ssh-public-key-id)" ;;
  *' delete-signing-certificate') drop "signing-certificate $user $(opt certificate-id)" ;;
  *' delete-service-specific-credential')
    drop "service-specific-credential $user $(opt service-specific-credential-id)"
    ;;
  *' delete-user')
    need "user $user"
    grep -vxF "user $user" state | grep -qw -e "$user" && refuse DeleteConflict
    drop "user $user"
    ;;
  *) refuse "InvalidAction: $verb" ;;
esac
echo "$verb" >>changes
if [ "$how" = lost ]; then
  echo 'Connection was closed before we received a valid response' >&2
  exit 255
fi
[ -z "$answer" ] || echo "\"$answer\""
`;
