import { TOY_LOSSES } from '@jiagu/methods';
import { describe, expect, it } from 'vitest';
import { contestsOf } from './benchmark-modes.js';

describe('contestsOf', () => {
  it('are each loss alone and each quick remedy with the loss that collapses, where none is named', () => {
    const contests = contestsOf([], []);
    expect(contests.filter(({ remedy }) => remedy === 'none').map(({ loss }) => loss)).toEqual(TOY_LOSSES);
    const treated = contests.filter(({ remedy }) => remedy !== 'none');
    expect(new Set(treated.map(({ loss }) => loss))).toEqual(new Set(['hinge']));
    expect(treated.map(({ remedy }) => remedy)).not.toContain('minibatch-discrimination');
    expect(treated).toHaveLength(4);
  });

  it('are all that is named in every combination that fits', () => {
    expect(contestsOf(['minimax', 'relativistic-r1-r2'], ['none', 'minibatch-discrimination'])).toEqual([
      { loss: 'minimax', remedy: 'none' },
      { loss: 'minimax', remedy: 'minibatch-discrimination' },
      { loss: 'relativistic-r1-r2', remedy: 'none' },
    ]);
    expect(contestsOf(['minimax'], [])).toEqual([{ loss: 'minimax', remedy: 'none' }]);
    expect(contestsOf([], ['instance-noise'])).toEqual([{ loss: 'hinge', remedy: 'instance-noise' }]);
  });
});
