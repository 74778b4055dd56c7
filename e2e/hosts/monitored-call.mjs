// One monitored call, reported as LangChain reports it, in a host that has no LangChain.
export async function monitoredCall(createMonitor) {
  const monitor = createMonitor({ logFile: "production.jsonl", dailyBudgetUsd: 1 });
  const { callbacks, tags, metadata } = monitor.runnableConfig({ userId: "user_123", queryType: "greeting" });
  const [handler] = callbacks;
  const runId = "01890a5d-ac96-774b-bcce-b302099a8057";
  const runMetadata = { ...metadata, ls_provider: "openai", ls_model_name: "gpt-4o" };
  const extraParams = { invocation_params: { model: "gpt-4o", max_tokens: 16 } };
  await handler.handleChatModelStart(
    {},
    [[{ content: "Hello" }]],
    runId,
    undefined,
    extraParams,
    tags,
    runMetadata,
  );
  const message = {
    content: "Hi",
    usage_metadata: { input_tokens: 1000, output_tokens: 500, total_tokens: 1500 },
    response_metadata: { model_name: "gpt-4o" },
  };
  await handler.handleLLMEnd({ generations: [[{ text: "Hi", message }]] }, runId);
  console.log(monitor.report().toText());
  const { isComplete } = await monitor.close();
  console.log(isComplete ? "closed, complete" : "closed, incomplete");
}
