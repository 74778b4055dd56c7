// An application with OpenAI's client and not a word of Breakwater.
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "sk-stub", maxRetries: 0 });
for (const content of process.argv.slice(2)) {
  try {
    const answer = await client.chat.completions.create({
      model: "gpt-4o",
      max_tokens: 100,
      messages: [{ role: "user", content }],
    });
    console.log(answer.choices[0].message.content);
  } catch (error) {
    console.log(`${error.status} ${error.message}`);
  }
}
