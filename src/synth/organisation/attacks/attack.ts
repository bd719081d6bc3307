import type { Told } from '../../scenarios/told.ts';
import type { Site } from '../scene.ts';

/** Tells one attack; the site is where it hides, if it hides among the organisation's own. */
export type Attack = (seed: number, site: Site) => Told;
