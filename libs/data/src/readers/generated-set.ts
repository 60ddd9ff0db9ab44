/** In a folder of generated images: which run drew them, and how. */
export const PROVENANCE_FILE = 'provenance.json';

/** In such a folder: an overview of some of its images, which is not an image of the set. */
export const OVERVIEW_FILE = 'grid.png';
