export { maskOf, maskOfNames, type Place, placeOf } from './fields.js';
export {
  type Controllers,
  type LoadedController,
  loadControllers,
  ownControllersFolder,
  projectControllers,
  shippedControllers,
} from './load.js';
export { parseController } from './parse.js';
export { type Controller, controllerFormat, controllerSchema } from './schema.js';
