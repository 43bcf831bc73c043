/** With this the page of a hazard is opened whose photos did not all get through. */
export const PHOTOS_MISSING = 'photosMissing'
