// Simulation: all programmes of the mission beside dossiers and petitions.
import * as daily from './daily.ts';
import * as portal from './portal.ts';
import type { Programme } from './programme.ts';
import * as registers from './registers.ts';
import * as undertakings from './undertakings.ts';

export const programmes: readonly Programme[] = [
  ...Object.values(registers),
  ...Object.values(undertakings),
  ...Object.values(daily),
  ...[portal.listings, portal.announcements, portal.portalFigures, portal.publishedScores, portal.dtiScores],
];
