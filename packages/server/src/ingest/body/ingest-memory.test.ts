import { expect, it } from "vitest";
import { IngestMemory } from "./ingest-memory.ts";
import { MemoryFullError } from "./memory-full-error.ts";
import { RefusedBodyError } from "./refused-body-error.ts";
import { SenderShareError } from "./sender-share-error.ts";

it("lets one sender hold half with several requests, and leaves the rest to others", () => {
  const memory = new IngestMemory(() => 100);
  memory.open("a").grow(30);
  const second = memory.open("a");
  expect(() => second.grow(21)).toThrow(SenderShareError);
  second.grow(20);
  memory.open("b").grow(50);
  expect(() => memory.open("c").grow(1)).toThrow(MemoryFullError);
  expect(memory.heldBytes).toBe(100);
});

it("lets a sender's only request be larger than a share, or it could never be taken", () => {
  const memory = new IngestMemory(() => 100);
  const large = memory.open("a");
  large.grow(60);
  large.grow(40);
  expect(() => large.grow(1)).toThrow(RefusedBodyError);
  expect(() => memory.open("a").grow(1)).toThrow(SenderShareError);
  large.release();
  memory.open("a").grow(100);
});

it("holds less or more instead, and what it held when there is no room", () => {
  const memory = new IngestMemory(() => 100);
  const held = memory.open("a");
  held.replace(40);
  held.replace(10);
  expect(memory.heldBytes).toBe(10);
  memory.open("b").grow(60);
  expect(() => held.replace(41)).toThrow(MemoryFullError);
  expect(memory.heldBytes).toBe(70);
});

it("gives back once, however often it is told to", () => {
  const memory = new IngestMemory(() => 100);
  memory.open("b").grow(10);
  const held = memory.open("a");
  held.grow(20);
  held.shrink(30);
  held.release();
  held.release();
  expect(memory.heldBytes).toBe(10);
});

it("follows a limit that is set anew", () => {
  let maxBytes = 100;
  const memory = new IngestMemory(() => maxBytes);
  memory.open("a").grow(80);
  maxBytes = 50;
  expect(() => memory.open("b").grow(1)).toThrow(MemoryFullError);
});
