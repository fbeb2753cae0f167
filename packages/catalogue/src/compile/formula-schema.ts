// The schemas of formulas with their inner formulas left open: the compiler goes down itself, so that each fault has its line.
import { z } from 'zod';
import { formulaConstructs } from '../language/kpi-schema.ts';

export const openFormula = formulaConstructs(z.unknown());
