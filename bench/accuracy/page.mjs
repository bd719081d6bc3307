// The page of an accuracy run: Markdown, the same on every machine.
import { peers } from '../peers-detections/index.mjs';
import { failures, isSerious, tallyBy } from './count.mjs';

const number = (value) => value.toLocaleString('en-US');
const ratio = (part, whole) => (whole === 0 ? '–' : (part / whole).toFixed(part === whole ? 1 : 3));
// Never rounded up to 1: that is for all of them.
const share = (part, whole) => (part < whole && ratio(part, whole) === '1.000' ? '> 0.999' : ratio(part, whole));

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** `judged` are results of `judgeSource`; `command` is what made them. */
export function pageOf({ command, judged, seeds }) {
  const ours = judged.map(({ stemma }) => stemma);
  const theirs = judged.map(({ peers: of }) => of);
  const wrong = failures(ours);
  return [
    '# Accuracy, measured',
    `Written by \`${command}\`; the numbers depend on seeds and code alone, not on the machine.`,
    summary(ours, judged),
    '## What was read',
    worlds(judged, seeds),
    '## What is wrong',
    wrong.length === 0
      ? 'Nothing: every planted finding found, no benign credential named by medium or more.'
      : list(wrong),
    '## stemma, by rule',
    RULES_SAY,
    tallyTable('rule', ours),
    '## stemma, by severity',
    tallyTable('severity', ours),
    '## Beside the peers',
    BESIDE_SAYS,
    beside(judged),
    '## By attack',
    byAttack(ours, theirs),
    '## What the peers were given, and what they were not',
    PEERS_SAY,
  ].join('\n\n');
}

/** The two numbers that the rules are held to. */
function summary(ours, judged) {
  const severities = tallyBy('severity', ours);
  const planted = sum(severities, (row) => row.planted);
  const found = sum(severities, (row) => row.found);
  const named = new Set(
    severities.filter(({ name }) => isSerious({ severity: name })).flatMap(({ benign }) => [...benign]),
  );
  const inPeace = judged.filter(({ kind }) => kind === 'peace');
  const alarms = sum(inPeace, ({ stemma }) => stemma.alerts.filter(isSerious).length);
  const attacks = sum(ours, (world) => world.attacks.length);
  const seen = sum(ours, (world) => world.attacks.filter(({ by }) => by.size > 0).length);
  return list([
    `Planted findings that were found, with rule, severity and credential: ${number(found)} of ${number(planted)}.`,
    `Planted attacks of which something was seen: ${number(seen)} of ${number(attacks)}.`,
    `Findings of medium or more in ${number(sum(inPeace, ({ events }) => events))} records of organisations in peace: ${alarms}.`,
    `Benign credentials that a finding of medium or more names, in any world: ${number(named.size)}.`,
  ]);
}

const list = (lines) => lines.map((line) => `- ${line}`).join('\n');

const RULES_SAY = `*Planted* findings are those that the generator's truth asks for, with rule, severity and credential; a rule with none may
still speak, for an attack shows in more than one way. An alert is *right* where it names a credential that an attack
touches and no benign one. *Recall* is found of planted, *precision* right of raised.`;

const BESIDE_SAYS = `An attack is *seen* where an alert names a credential that the attacker holds, or one that led to it: that says
nothing about whether the alert tells what happened. *In peace* are the alerts on the organisation that nobody attacks: all
of them are false. A *principal* is the origin of a credential: a person, a key, an instance, a function. Precision over
all worlds flatters what fires on long chains, for some of the attacks have thousands of tokens; alerts in peace do not.`;

const PEERS_SAY = `The peers' rules are written in \`bench/peers-detections/\` as plain filters over the same records, delivered twice counted
once. They are readings of the published rules, not the products.

- Elastic's rule on addresses needs a network and a city for every address (GeoIP). It was given stand-ins: each
  documentation network (/24) is a network and city of its own, and so is each region of AWS. Real databases are less exact.
- Elastic's rule on chains compares with the ten days before. These trails have no days before them, so that the first
  sight of every pair counts, as it does in the first ten days after the rule is switched on.
- Panther's rule on instances needs to know Amazon's networks; it was given AWS's published ranges. What comes from inside
  them is only for information, and has its own row. Its alerts are one an hour for a principal.
- Sigma's rules are filters without grouping: an alert is a record.
- SkyWrapper's third flag, privileged tokens, needs the policies of the account, which a trail does not have: it was not
  run. In its place stands the list of all tokens that a role token asked for. Where its own parser would have ended the
  run (some session names and expirations), the filter here goes on.
- stemma was given what the organisation would have in its configuration: its own accounts, and the one chain of roles that
  its pipelines are allowed. The peers' rules were used as published, without exceptions for this organisation.
- Elastic's rule on addresses looks at keys of users alone, in half an hour by the clock. Where it shows 0, no such key of
  these worlds spoke from two networks in that time: tokens of roles that do are outside of it.
- Only the rules named here were written out. Where a peer has other rules for an attack, the tables do not show them.

Records go into stemma parsed, one by one, and not as files: the facts are those that its byte scanner takes from files, as
other tests hold. From there on it is the path of a scan, in one process and without a case on disk.

The generator and the rules come from the same project: the tables show what lineage gives on behaviour that the generator
knows of, and nothing about behaviour that it does not.`;

function worlds(judged, seeds) {
  const of = (kind) => judged.filter((world) => world.kind === kind);
  const row = (title, list) => [
    title,
    list.length,
    number(sum(list, ({ events }) => events)),
    number(sum(list, ({ benign }) => benign)),
    number(sum(list, ({ stemma }) => stemma.attacks.length)),
  ];
  return `Seeds 1 to ${seeds}. An organisation is one of three accounts in two regions over three days; a story is a handful of actors. The worlds\nof one seed share nothing.\n\n${table(
    ['worlds', 'number', 'records', 'benign credentials', 'attacks'],
    [
      row('organisation in peace', of('peace')),
      row('organisation under all attacks at once', of('all')),
      row('organisation under one attack', of('one')),
      row('small stories with an attack', of('attack story')),
      row('small benign stories', of('benign story')),
    ],
  )}`;
}

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);

function tallyTable(field, judged) {
  const rows = tallyBy(field, judged).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return table(
    [field, 'planted', 'found', 'recall', 'raised', 'right', 'precision', 'benign credentials named'],
    rows.map(({ name, planted, found, raised, right, benign }) => [
      `\`${name}\``,
      number(planted),
      number(found),
      share(found, planted),
      number(raised),
      number(right),
      share(right, raised),
      number(benign.size),
    ]),
  );
}

function beside(judged) {
  const planted = sum(judged, ({ stemma }) => stemma.attacks.length);
  const rows = [
    besideRow(
      'stemma, all findings',
      judged.map(({ kind, stemma }) => only({ kind, ...stemma }, () => true)),
    ),
    besideRow(
      'stemma, medium and above',
      judged.map(({ kind, stemma }) => only({ kind, ...stemma }, isSerious)),
    ),
    ...peers.map(({ id, title }) => {
      const of = judged.map(({ kind, peers: all }) => only({ kind, ...all }, ({ rule }) => rule === id));
      return besideRow(`\`${id}\`: ${title}`, of);
    }),
  ];
  const head = ['', `attacks seen, of ${number(planted)}`, 'alerts', 'precision', 'alerts in peace'];
  return table([...head, 'benign principals named', 'benign credentials named'], rows);
}

/** The world as if no other alerts had been raised in it. */
function only(world, isKept) {
  const alerts = world.alerts.filter(isKept);
  const names = new Set(alerts.flatMap(({ credentials }) => credentials));
  const attacks = world.attacks.map((attack) => ({
    ...attack,
    seen: attack.compromised.some((key) => names.has(key)),
  }));
  return { ...world, alerts, attacks };
}

function besideRow(title, judged) {
  const of = (worlds) =>
    tallyBy(
      'rule',
      worlds.map((world) => ({ ...world, expected: [] })),
    );
  const all = of(judged);
  const raised = sum(all, (row) => row.raised);
  const right = sum(all, (row) => row.right);
  const inPeace = sum(of(judged.filter(({ kind }) => kind === 'peace')), (row) => row.raised);
  const seen = sum(judged, ({ attacks }) => attacks.filter((attack) => attack.seen).length);
  const named = (field) => new Set(all.flatMap((row) => [...row[field]])).size;
  return [
    title,
    number(seen),
    number(raised),
    share(right, raised),
    number(inPeace),
    number(named('principals')),
    number(named('benign')),
  ];
}

/** For each attack: in how many of its worlds it was found in full, and in how many each of the peers named the attacker. */
function byAttack(ours, theirs) {
  const rows = new Map();
  const add = (world, own) => {
    for (const { name, by } of world.attacks) {
      const row = rows.get(name) ?? { worlds: 0, seen: 0, planted: 0, found: 0, raised: 0, right: 0, peers: new Map() };
      rows.set(name, row);
      if (own) {
        const expected = world.expected.filter(({ attack }) => attack === name);
        row.worlds++;
        row.planted += expected.length;
        row.found += expected.filter(({ found }) => found).length;
        if (by.size > 0) row.seen++;
        if (world.attacks.length > 1) continue;
        row.raised += sum(world.alerts, ({ count }) => count);
        row.right += sum(
          world.alerts.filter(({ right }) => right),
          ({ count }) => count,
        );
      } else for (const id of by) row.peers.set(id, (row.peers.get(id) ?? 0) + 1);
    }
  };
  for (const world of ours) add(world, true);
  for (const world of theirs) add(world, false);
  return `How many of its worlds each saw something of the attack in; and for stemma, recall of\nthe planted findings, and precision of all that it raised in the worlds that have this attack alone.\n\n${table(
    ['attack', 'worlds', 'stemma', 'recall', 'precision', ...peers.map(({ id }) => id)],
    [...rows].map(([name, row]) => [
      name.replaceAll('|', '\\|'),
      row.worlds,
      row.seen,
      share(row.found, row.planted),
      share(row.right, row.raised),
      ...peers.map(({ id }) => row.peers.get(id) ?? 0),
    ]),
  )}`;
}
