/** In a folder of generated images: which run drew them, and how. */
export const PROVENANCE_FILE = 'provenance.json';

/** In such a folder: some of its images at a glance, none of the set. */
export const OVERVIEW_FILE = 'grid.png';
