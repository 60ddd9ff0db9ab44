export { comparisonTable, type ComparisonRow } from './comparison-table.js';
export { imageGrid, type ImageGridOptions, type Tile } from './image-grid.js';
export { writeReport } from './write-report.js';
