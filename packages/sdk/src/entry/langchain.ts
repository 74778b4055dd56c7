export {
  type AgentModel,
  type BudgetMiddlewareOptions,
  budgetMiddleware,
  type CheaperModels,
} from "../langchain/agent-middleware.ts";
export { type SoftLandingOptions, withSoftLanding } from "../langchain/soft-landing.ts";
