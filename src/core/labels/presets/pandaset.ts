import type { Taxonomy } from '../taxonomy.ts';
import { distinctColour } from './distinct-colour.ts';

/** classes.json of PandaSet: ids 1 to 42 in order. The dataset gives no colours. */
const NAMES = [
  'Smoke', 'Exhaust', 'Spray or rain', 'Reflection', 'Vegetation', 'Ground', 'Road', 'Lane Line Marking', 'Stop Line Marking',
  'Other Road Marking', 'Sidewalk', 'Driveway', 'Car', 'Pickup Truck', 'Medium-sized Truck', 'Semi-truck', 'Towed Object', 'Motorcycle',
  'Other Vehicle - Construction Vehicle', 'Other Vehicle - Uncommon', 'Other Vehicle - Pedicab', 'Emergency Vehicle', 'Bus',
  'Personal Mobility Device', 'Motorized Scooter', 'Bicycle', 'Train', 'Trolley', 'Tram / Subway', 'Pedestrian', 'Pedestrian with Object',
  'Animals - Bird', 'Animals - Other', 'Pylons', 'Road Barriers', 'Signs', 'Cones', 'Construction Signs',
  'Temporary Construction Barriers', 'Rolling Containers', 'Building', 'Other Static Object',
];

/** The classes that PandaSet draws cuboids around. */
const FIRST_THING = 13, LAST_THING = 40;

export const pandaset: Taxonomy = {
  name: 'PandaSet',
  classes: NAMES.map((name, i) => ({
    id: i + 1,
    name,
    colour: distinctColour(i),
    kind: i + 1 >= FIRST_THING && i + 1 <= LAST_THING ? 'thing' : 'stuff',
  })),
};
