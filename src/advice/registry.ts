import { ACKNOWLEDGEMENT_ADVICE } from './acknowledgement';
import { Advice } from './advice';
import { autoscalerAdvice } from './autoscaler-advice';
import { budgetAdvice } from './budget-advice';
import { endAdvice, hangAdvice } from './end-advice';
import { handlerAdvice } from './handler-advice';
import { patienceAdvice, probePatienceAdvice } from './patience-advice';
import { resourcesAdvice } from './resources-advice';
import { restrictedAdvice } from './restricted-advice';
import { serviceAdvice } from './service-advice';
import { startAdvice } from './start-advice';
import { startupAnnotationAdvice } from './startup-annotation';
import { workloadAdvice } from './workload-advice';

/** What is known of a piece of advice without giving it. */
export type AdviceEntry = Pick<Advice<never>, 'id' | 'statement' | 'sources'>;

/** Every piece of advice there is, in the order of the documentation. */
export const ADVICE: readonly AdviceEntry[] = [
  ...startAdvice,
  ...startupAnnotationAdvice,
  ...patienceAdvice,
  ...probePatienceAdvice,
  ...handlerAdvice,
  ...workloadAdvice,
  ...restrictedAdvice,
  ...resourcesAdvice,
  ...hangAdvice,
  ...endAdvice,
  ...serviceAdvice,
  ...budgetAdvice,
  ...autoscalerAdvice,
  ...ACKNOWLEDGEMENT_ADVICE,
];
