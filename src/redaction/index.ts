export { type Keeper, keyedHash, redactPlan, redactUnits } from './redact-plan.js';
export { redactReport, redactVerify } from './redact-report.js';
