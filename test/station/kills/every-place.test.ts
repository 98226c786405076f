import { places } from '../../visit/kills/places.js';
import { describeStationKills } from './station-kills-suite.js';

describeStationKills(places);
