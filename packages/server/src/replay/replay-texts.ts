/** The prompt and the answer of a replayed call, in words of our own. */
export interface ReplayedTexts {
  readonly input: string;
  readonly output: string;
}

const SUBJECTS = [
  "the refund rules",
  "the second invoice",
  "the failing build",
  "last week's incident",
  "the new schema",
];
const ASKED: Readonly<Record<string, string>> = {
  chat: "Can you explain {subject} to me in two sentences?",
  rag_search: "What do our documents say about {subject}?",
  summarize: "Summarize the conversation about {subject} for somebody who missed it.",
  code_review: "Review the change that touches {subject}. List what could break.",
};
const ANSWERED: Readonly<Record<string, string>> = {
  chat: "Here is the short form of {subject}. **Ask again** if you need the details.",
  rag_search:
    "Three documents mention {subject}:\n\n1. the handbook\n2. the onboarding page\n3. a decision from March",
  summarize: "Two people disagreed about {subject}; they settled on trying the smaller change first.",
  code_review:
    "Two findings on {subject}:\n\n```ts\nif (total = 0) return;\n```\n\nassigns instead of comparing.",
};

/** The texts of a call, by what it is for and a number that stands for it. */
export function replayedTexts(queryType: string, number: number): ReplayedTexts {
  const subject = SUBJECTS[number % SUBJECTS.length] ?? "it";
  const worded = (texts: Readonly<Record<string, string>>) =>
    (texts[queryType] ?? "{subject}").replace("{subject}", subject);
  return {
    input: JSON.stringify([
      { role: "system", content: "You are a helpful colleague. (A replayed call: the texts are made up.)" },
      { role: "user", content: worded(ASKED) },
    ]),
    output: JSON.stringify([{ role: "assistant", content: worded(ANSWERED) }]),
  };
}
