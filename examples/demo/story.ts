/** A question and who asks it. */
export interface Question {
  readonly userId: string;
  readonly text: string;
}

/** Questions that the handbook answers. */
export const HANDBOOK_QUESTIONS: readonly Question[] = [
  { userId: "amelie", text: "Can I return a book that I have opened?" },
  { userId: "王小明", text: "什么是量子纠缠？有适合初学者的书吗？" },
  { userId: "noah", text: "How long does delivery to Lisbon take?" },
  { userId: "amelie", text: "When does the refund arrive?" },
  { userId: "王小明", text: "退货需要多长时间？" },
  { userId: "sofia", text: "Does the invoice list the tax?" },
];

/** Questions for the agent, which looks orders up. */
export const ORDER_QUESTIONS: readonly Question[] = [
  { userId: "noah", text: "Where is my order 4711?" },
  { userId: "sofia", text: "Has order 4712 left yet?" },
];

/** Long texts that one user sends again and again until the budget says stop. */
export const MANUSCRIPT: Question = {
  userId: "ravi",
  text: `Summarise this chapter: ${"The ferry left the harbour late and the letters were still on board. ".repeat(110)}`,
};

/** Questions of the storm, all different, so that each meets its own fate. */
export function stormQuestions(count: number): Question[] {
  const users = ["amelie", "noah", "sofia", "王小明", "lukas"];
  return Array.from({ length: count }, (_, index) => ({
    userId: users[index % users.length] ?? "amelie",
    text: `Is book number ${1000 + index} in stock?`,
  }));
}
