export { checkRanks } from './check-ranks.js';
export { launch, type Launch, type Launcher } from './launch.js';
export { apartFromOthers, rankName, world, type World } from './world.js';
export { abortRanks, firstRankFirst, joinRanks, leaveRanks, waitForRanks } from './join-ranks.js';
export {
  gatherOverRanks,
  meanOverRanks,
  meansOverRanks,
  startSumOverRanks,
  sumOverRanks,
  tensorsOfRankZero,
  textOfRankZero,
  textsOfRanks,
} from './collectives.js';
