export { type Keeper, keyedHash, redactPlan, redactRefusals, redactUnits } from './redact-plan.js';
export { redactReport, redactVerify } from './redact-report.js';
