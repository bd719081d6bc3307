// The worlds of one seed: the organisation in peace, the organisation under attack, and every small story alone.

/** Sources for `judgeSource`, one at a time: an organisation is made while it is read. */
export function* worldsOf(stemma, { seed, events, benign, apart }) {
  yield organisation(stemma, {
    name: `the organisation in peace, seed ${seed}`,
    kind: 'peace',
    seed,
    events: benign,
    attacks: [],
  });
  const { attackNames } = stemma;
  yield organisation(stemma, {
    name: `the organisation under ${attackNames.length} attacks, seed ${seed}`,
    kind: 'all',
    seed: seed + 1000,
    events,
    attacks: attackNames,
  });
  for (const attack of apart > 0 ? attackNames : []) {
    const name = `the organisation under ${attack} alone, seed ${seed}`;
    yield organisation(stemma, { name, kind: 'one', seed: seed + 2000, events: apart, attacks: [attack] });
  }
  yield* stories('attack story', stemma.attackScenarios, seed);
  yield* stories('benign story', stemma.benignScenarios, seed);
}

function organisation({ generateOrganisation }, { name, kind, ...options }) {
  const made = generateOrganisation({ days: 3, ...options });
  const text = new TextDecoder();
  return {
    name,
    kind,
    *records() {
      for (const { bytes } of made) yield* JSON.parse(text.decode(bytes)).Records;
    },
    told() {
      const truth = made.truth();
      return { truth, asOf: truth.asOf, config: truth.config };
    },
  };
}

function* stories(kind, scenarios, seed) {
  for (const [story, tell] of Object.entries(scenarios)) {
    const { world, asOf, config } = tell(seed);
    yield {
      name: `the story "${story}", seed ${seed}`,
      kind,
      records: () => world.records(),
      told: () => ({ truth: named(world.truth(), story), asOf, config }),
    };
  }
}

const named = (truth, story) => ({ ...truth, attacks: truth.attacks.map((attack) => ({ ...attack, name: story })) });
