import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";

/** Passages of a shop's handbook, and the words by which they are found. */
const HANDBOOK: readonly { readonly words: readonly string[]; readonly text: string }[] = [
  {
    words: ["return", "refund", "退货"],
    text: "Goods can be returned within thirty days. The refund arrives within five working days.",
  },
  {
    words: ["deliver", "shipping", "order"],
    text: "Orders placed before 14:00 leave the same day. Delivery takes two to four working days.",
  },
  {
    words: ["invoice", "tax", "vat"],
    text: "The invoice is sent by e-mail when the parcel leaves and lists every item with its tax.",
  },
  {
    words: ["quantum", "entangle", "量子"],
    text: "The book shelf on physics has introductions to quantum entanglement in English and Chinese.",
  },
];

const FALLBACK = "Questions that the handbook does not answer go to support@shop.example.";

/** Finds handbook passages by their words. A real application would ask a vector store here. */
export class HandbookRetriever extends BaseRetriever {
  override readonly lc_namespace = ["demo"];

  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    const asked = query.toLowerCase();
    const found = HANDBOOK.filter(({ words }) => words.some((word) => asked.includes(word)));
    const texts = found.length > 0 ? found.map(({ text }) => text) : [FALLBACK];
    return texts.map((pageContent) => new Document({ pageContent }));
  }
}
