import { quote } from './bash.ts';

interface Prologue {
  readonly title: string;
  /** Of the plan: its folder is no other plan's. */
  readonly id: string;
  readonly verb: 'run' | 'take-back';
  /** Words of bash: all accounts in which it makes calls. */
  readonly accounts: readonly string[];
  /** Ends of ARNs of callers that the script would cut off. */
  readonly own: readonly string[];
}

/** What every script begins with: how it is called, who makes its calls, where it keeps what it read. */
export function prologue({ title, id, verb, accounts, own }: Prologue): string {
  return `#!/usr/bin/env bash
# ${title}.
#
#   bash ${verb === 'run' ? 'contain.sh' : 'contain.rollback.sh'}          show what would be called
#   bash ${verb === 'run' ? 'contain.sh' : 'contain.rollback.sh'} --run    call it
#
# Each account needs credentials: PROFILE_<account id> names a profile of the AWS CLI, PROFILE_management the
# management account's; without one the usual credentials are taken. IMAGES names the folder for what was there before.
#
# Names and documents are quoted as they are, dollar signs included, and not every plan has calls that need all that is told here:
# shellcheck disable=SC2016,SC2034
set -euo pipefail
umask 077

run=no
case "\${1:-}" in
  '') ;;
  --run) run=yes ;;
  *)
    echo "usage: $0 [--run]" >&2
    exit 2
    ;;
esac
images=\${IMAGES:-stemma-before}
${ownCheck(own)}
${commonVerbs}
${verb === 'run' ? runVerbs : backVerbs}
# Steps go by number: those of another plan would pass for done, and be taken back as if they were these.
if [ "$run" = yes ] && [ "$(cat "$images/plan" 2>/dev/null || true)" != ${quote(id)} ]; then
  if compgen -G "$images/*.started" >/dev/null; then
    fail "$images is of another plan: name another folder with IMAGES (IMAGES=stemma-before-${id})"
  fi
  rm -f "$images"/[0-9]*
fi
if [ "$run" = yes ]; then
  mkdir -p "$images"
  printf %s ${quote(id)} >"$images/plan"${accounts.map((each) => `\n  credentials ${each}`).join('')}
else
  echo 'Dry run: nothing is changed. Look at it, then call again with --run.'
fi`;
}

const ownCheck = (own: readonly string[]): string =>
  own.length === 0
    ? '\nspare_self() { :; }\n'
    : `
# Whoever is cut off by the plan cannot carry it out.
cut_off_by_plan=(
  ${own.map(quote).join('\n  ')}
)
spare_self() {
  local one
  for one in "\${cut_off_by_plan[@]}"; do
    if [[ "$1/ \${AWS_ACCESS_KEY_ID:-}" == *"$one"* ]]; then fail "the plan cuts off $1, who runs it"; fi
  done
}
`;

const runVerbs = `# Keeps what is there before a step; what is not there is kept as such. Once kept it stays: a second run sees our own work.
image() {
  local file=$1
  shift
  if [ "$run" = no ] || [ -e "$images/$file" ] || [ -e "$images/$file.absent" ]; then return; fi
  credentials "$1"
  if "\${@:2}" >"$images/$file.part" 2>"$images/error"; then
    mv "$images/$file.part" "$images/$file"
  elif grep -q NoSuchEntity "$images/error"; then
    rm -f "$images/$file.part"
    : >"$images/$file.absent"
  else
    cat "$images/error" >&2
    fail "cannot read what is there before: $file"
  fi
}

# What the plan takes for new is not written over: an earlier plan may have put it since the snapshot of this one.
must_be_new() {
  if [ "$run" = no ] || [ "\${OVERWRITE:-no}" = yes ]; then return; fi
  if was_there "$1"; then
    fail "there is a policy of that name which the plan does not know: take a new snapshot and plan again, or write over it with OVERWRITE=yes"
  fi
}

# Makes a call whose answer is needed later. After \`--\` stands how that is found where a run was killed before it was kept.
call_keeping() {
  local mark=$1 file=$2 account=$3 making=()
  shift 3
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    making+=("$1")
    shift
  done
  if [ "$run" = yes ] && [ -e "$images/$mark" ]; then return; fi
  make "$mark" "$account" "\${making[@]}"
  if [ "$run" = no ]; then return; fi
  if [ "$was_so" = yes ]; then "\${@:2}" >"$images/last-answer"; fi
  mv "$images/last-answer" "$images/$file"
  : >"$images/$mark"
}

# Lists what there is now, for a call for each of it.
list() {
  show "$@"
  listed='<each>'
  if [ "$run" = no ]; then return; fi
  credentials "$1"
  if ! listed=$("\${@:2}" 2>"$images/error"); then
    if ! grep -q NoSuchEntity "$images/error"; then
      cat "$images/error" >&2
      return 1
    fi
    listed=
  fi
}

# What was taken back is done anew: nothing that was read or answered the first time holds any more.
begin() {
  echo "$1 $2"
  if [ "$run" = yes ] && [ -e "$images/$1.back" ]; then rm -f "$images/$1".*; fi
  if [ "$run" = yes ] && [ -e "$images/$1.done" ]; then
    echo '  done before'
    return 1
  fi
}
# What was there before is kept: from here on there is something to take back.
begun() { if [ "$run" = yes ]; then : >"$images/$1.started"; fi; }
finish() { if [ "$run" = yes ]; then : >"$images/$1.done"; fi; }

# Tokens issued before this moment are denied: a minute ahead, as the change takes time to hold everywhere, and never
# earlier than in the plan.
cut_off_from_now() {
  local at=$(($(date -u +%s) + 60))
  if [ "$at" -lt "$1" ]; then at=$1; fi
  if [ -n "\${CUT_OFF:-}" ]; then
    printf '%s' "$CUT_OFF"
  else
    date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$at" +%Y-%m-%dT%H:%M:%SZ
  fi
}

wait_for() {
  echo "  wait $1 s $2 (SKIP_WAIT=yes leaves it out)"
  if [ "$run" = yes ] && [ "\${SKIP_WAIT:-no}" != yes ]; then sleep "$1"; fi
}
`;

const backVerbs = `# Only what was begun is taken back, and only once.
begin_back() {
  echo "$1 $2"
  if [ "$run" = no ]; then return; fi
  if [ ! -e "$images/$1.started" ]; then
    echo '  was never begun'
    return 1
  fi
  if [ -e "$images/$1.back" ]; then
    echo '  taken back before'
    return 1
  fi
}
finish_back() { if [ "$run" = yes ]; then : >"$images/$1.back"; fi; }
`;

const commonVerbs = `fail() {
  echo "error: $*" >&2
  exit 1
}

# Takes on the credentials for an account; the first time, before anything is changed, it asks whose they are.
checked=' '
credentials() {
  local account=$1 profile="PROFILE_$1" arn
  if [ -n "\${!profile:-}" ]; then
    export AWS_PROFILE=\${!profile}
  elif [ -n "$usual_profile" ]; then
    export AWS_PROFILE=$usual_profile
  else
    unset AWS_PROFILE
  fi
  if [[ $checked == *" $account "* ]]; then return; fi
  arn=$(aws sts get-caller-identity --query Arn --output text) || fail "no credentials for account $account: set $profile"
  if [[ $account =~ ^[0-9]+$ && $arn != *:"$account":* ]]; then
    fail "account $account: these are credentials of $arn; set $profile"
  fi
  spare_self "$arn"
  checked="$checked$account "
}
usual_profile=\${AWS_PROFILE:-}

show() {
  if [ "$run" = yes ]; then return; fi
  printf '  would call:'
  printf ' %q' "\${@:2}"
  printf '\\n'
}

# Shows a call, or makes it. What it is to take away may be gone; and what it is to make may be there, if a run was killed
# right after the call.
make() {
  local mark=$1 account=$2 tried=no status=0
  shift 2
  show "$account" "$@"
  if [ "$run" = no ]; then return; fi
  credentials "$account"
  was_so=no
  if [ -e "$images/$mark.tried" ]; then tried=yes; fi
  : >"$images/$mark.tried"
  "$@" >"$images/last-answer" 2>"$images/error" || status=$?
  if [ "$status" != 0 ] && is_so "$tried" "$3"; then
    was_so=yes
    status=0
    echo "  $3: is so already"
  elif [ -s "$images/error" ]; then
    cat "$images/error" >&2
  fi
  if [ "$tried" = no ] && [ "$status" != 0 ] && is_so yes "$3"; then rm -f "$images/$mark.tried"; fi
  return "$status"
}

# Whether the error says that everything is as the call wants it.
is_so() {
  local code=
  if [[ $(cat "$images/error") =~ \\(([A-Za-z.]+)\\) ]]; then code=\${BASH_REMATCH[1]}; fi
  case "$2 $code" in
    delete-*' NoSuchEntity' | detach-*' NoSuchEntity' | remove-*' NoSuchEntity' | deactivate-*' NoSuchEntity') ;;
    detach-policy' PolicyNotAttachedException' | d*-policy' PolicyNotFoundException') ;;
    attach-policy' DuplicatePolicyAttachmentException') ;;
    disassociate-*' InvalidAssociationID.NotFound' | delete-security-group' InvalidGroup.NotFound') ;;
    revoke-security-group-egress' InvalidPermission.NotFound') ;;
    create-*' EntityAlreadyExists' | create-policy' DuplicatePolicyException' | create-security-group' InvalidGroup.Duplicate')
      [ "$1" = yes ] ;;
    *) return 1 ;;
  esac
}

# A call that is made once, however often the script is called.
call() {
  if [ "$run" = yes ] && [ -e "$images/$1" ]; then return; fi
  make "$@"
  if [ "$run" = yes ]; then : >"$images/$1"; fi
}

# Whether there was something when it was read.
was_there() { [ "$run" = no ] || [ -s "$images/$1" ] && [ "$(cat "$images/$1" 2>/dev/null || true)" != null ]; }

# A value that was kept, as text and as JSON.
plain() {
  local value
  value=$(json "$1")
  value=\${value#\\"}
  printf '%s' "\${value%\\"}"
}
json() {
  if [ "$run" = no ] && [ ! -e "$images/$1" ]; then printf '"<%s>"' "$1"; else cat "$images/$1"; fi
}
`;
