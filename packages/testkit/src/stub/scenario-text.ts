import type { SeededRandom } from "@breakwater/core/random/seeded-random";

const MIN_SENTENCES = 2;
const MAX_SENTENCES = 7;

/** An answer of a few sentences that takes up the question, in Chinese when the question is. */
export function composeAnswer(question: string, random: SeededRandom): string {
  const isChinese = /\p{Script=Han}/u.test(question);
  const sentences = isChinese ? CHINESE_SENTENCES : ENGLISH_SENTENCES;
  const count = MIN_SENTENCES + Math.floor(random.uniform() * (MAX_SENTENCES - MIN_SENTENCES + 1));
  const first = Math.floor(random.uniform() * sentences.length);
  const picked = Array.from({ length: count }, (_, index) => sentences[(first + index) % sentences.length]);
  return picked.join(isChinese ? "" : " ");
}

const ENGLISH_SENTENCES: readonly string[] = [
  "In short, it depends on how the two parts share their state.",
  "The measured value stays within the range that the documentation gives.",
  "Most teams begin with the smallest change that can be undone.",
  "A queue in front of the slow step keeps the rest responsive.",
  "The invoice lists every item with its date, amount and tax.",
  "You can return the order within thirty days of delivery.",
  "Once the first result is known, the second follows at once.",
  "The retrieved passages agree on this point and differ only in wording.",
  "For larger inputs the cost grows with the length of the prompt.",
  "If it happens again, the log of that minute shows which call was first.",
];

const CHINESE_SENTENCES: readonly string[] = [
  "简单来说，两个粒子的状态彼此关联，无法分开描述。",
  "测量其中一个，就能立刻知道另一个的结果。",
  "这种关联不依赖于它们之间的距离。",
  "不过，它并不能用来以超光速传递信息。",
  "实验已经多次证实了这一点。",
  "在量子计算和量子通信中，它是一种重要的资源。",
  "检索到的资料在这一点上是一致的。",
];
